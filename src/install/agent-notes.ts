import type { Facts } from './facts.ts'
import { endsItsLine, hasBlock, lineEnd, withBlock } from './marked-block.ts'
import { AGENTS_FILE, CLAUDE_FILE } from './own-places.ts'
import { type Part, part } from './part.ts'
import { shown } from './shown.ts'
import type { Location } from './step.ts'

/** What agents must know of commits here, as a marked block of the file that they read. */
export function planAgentNotes(facts: Facts): Part {
  const at: Location = `work:${facts.notesFile}`
  const existing = facts.existing.get(at)
  const before = existing ? existing.text : ''
  const name = shown(facts, at)
  if (before === null) {
    return part({ notes: [`${name} is no text file of its own: what agents must know was not added to it`] })
  }
  const text = withBlock(at, before, facts.texts.agents.replaceAll('\n', lineEnd(before)))
  if (text === before) return part({})
  const fresh = !hasBlock(at, before)
  return part({
    steps: [
      {
        do: 'write',
        at,
        text,
        executable: existing?.executable ?? false,
        says: `${name}: what agents must know of commits here, as a marked block`,
      },
    ],
    // A block that was there already came from another clone, and stays when this one is uninstalled.
    traces: fresh ? [{ kind: 'block', at, made: !existing, joined: !endsItsLine(before) }] : [],
    notes: noteForClaude(facts),
    commit: [facts.notesFile],
  })
}

function noteForClaude({ existing, notesFile }: Facts): readonly string[] {
  const claude = existing.get(`work:${CLAUDE_FILE}`)
  if (notesFile === CLAUDE_FILE || claude?.text == null || claude.text.includes(AGENTS_FILE)) return []
  return [`Claude Code reads ${CLAUDE_FILE}: add the line "@${AGENTS_FILE}" to it`]
}
