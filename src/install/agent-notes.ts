import { DEFAULT_TRAILERS } from '../policy/decode-trailers.ts'
import { agentBlock } from './agent-block.ts'
import type { Facts } from './facts.ts'
import { blockIn, endsItsLine, lineEnd, withBlock } from './marked-block.ts'
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
  const present = blockIn(at, before)
  const fresh = present === null
  // By a policy that cannot be read there is nothing to bring up to date.
  if (!fresh && facts.trailers === null) return part({})
  const block = agentBlock(facts.texts.agents, facts.trailers ?? DEFAULT_TRAILERS)
  const text = withBlock(at, before, block.replaceAll('\n', lineEnd(present ?? before)))
  if (text === before) return part({})
  return part({
    steps: [
      {
        do: 'write',
        at,
        text,
        executable: existing?.executable ?? false,
        says: `${name}: what agents must know of commits here, ${fresh ? 'as a marked block' : 'brought up to date'}`,
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
