import { UsageError } from '../errors.ts'
import { visible } from '../visible.ts'
import { hookOnForge } from './forges.ts'
import { planHook } from './hooks-directory.ts'
import { continueJournal, JOURNAL, writeJournal } from './journal.ts'
import { isOurs } from './our-hooks.ts'
import { folderTrace, joined, type Part, part } from './part.ts'
import { type Plan, planEntry } from './plan.ts'
import type { ServerFacts } from './server-facts.ts'
import { shown } from './shown.ts'

/** Runs every file of `pre-receive.d`, as the hook does that Gitea and Forgejo write. */
const DELEGATES = /pre-receive\.d\b|\$\{?hookname\}?\.d\b/

/**
 * Decides what install has to do in a repository that is pushed to. Pure: the same facts, the same plan.
 * @throws {UsageError} when git would not run the hook.
 */
export function planServer(facts: ServerFacts): Pick<Plan, 'steps' | 'notes'> {
  refuseElsewhere(facts)
  const { steps, traces, notes } = joined([planEntry(facts), planPreReceive(facts)])
  const journal = writeJournal(continueJournal(facts.journal, 'hooks-directory', traces))
  return {
    steps:
      steps.length === 0 ? [] : [{ do: 'write', at: JOURNAL, text: journal, executable: false, says: '' }, ...steps],
    notes: [...notes, ...notesFor(facts)],
  }
}

function planPreReceive(facts: ServerFacts): Part {
  const folder = part({ traces: folderTrace(facts, 'common:hooks') })
  const present = facts.existing.get('common:hooks/pre-receive')
  if (!facts.existing.has('common:hooks/pre-receive.d') || isOurs(present) || !DELEGATES.test(present?.text ?? '')) {
    return joined([folder, planHook(facts, 'pre-receive', facts.texts.hook)])
  }
  // The forge writes hooks/pre-receive anew whenever it likes, and leaves what lies beside it.
  const beside = facts.existing.get('common:hooks/pre-receive.d/precheck')
  if (beside && !isOurs(beside)) {
    throw new UsageError(`${shown(facts, 'common:hooks/pre-receive.d/precheck')} is not precheck's: move it away first`)
  }
  return planHook(facts, 'pre-receive.d/precheck', facts.texts.hook)
}

function refuseElsewhere(facts: ServerFacts): void {
  // Storage of Gitaly, which tells git where hooks are with each command.
  if (/\/@(?:hashed|cluster|pools)\//.test(facts.roots.commonDir)) {
    throw new UsageError(`GitLab runs no hooks of this folder\n${hookOnForge(facts)}`)
  }
  const setting = facts.hooksPath.at(-1)
  if (setting === undefined) return
  const where = `core.hooksPath is "${visible(setting.value, 200)}" (${visible(setting.scope, 20)} configuration)`
  throw new UsageError(`${where}: git would not run a hook of this repository\n${hookOnForge(facts)}`)
}

function notesFor({ head, branches }: ServerFacts): readonly string[] {
  if (head === null || branches.includes(head) || branches.length === 0) return []
  const name = visible(head, 200)
  return [
    `HEAD names ${name}, which is not there: the policy is read from main, master, trunk or develop, or every push is refused; git symbolic-ref HEAD refs/heads/<default branch>`,
  ]
}
