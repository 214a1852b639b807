import { POLICY_FILE } from '../policy/policy.ts'
import { planAgentNotes } from './agent-notes.ts'
import { chooseBackend } from './choose-backend.ts'
import { gitlabJob, planWorkflow } from './ci-file.ts'
import type { Facts } from './facts.ts'
import { planHooksDirectory } from './hooks-directory.ts'
import { planHusky } from './husky.ts'
import { continueJournal, JOURNAL, writeJournal } from './journal.ts'
import { packetPointer } from './packet-pointer.ts'
import { fileTrace, folderTrace, joined, type Part, part } from './part.ts'
import { program, shellWord } from './program.ts'
import { declared } from './refusals.ts'
import { shown } from './shown.ts'
import type { Location, Step } from './step.ts'
import { EVERYTHING, type Wishes } from './wishes.ts'

/** What install would do. */
export interface Plan {
  /** The journal first, so that whatever happens from there on can be taken back. None: all is in place. */
  readonly steps: readonly Step[]
  /** What the user should know and install does not change. */
  readonly notes: readonly string[]
  /** Commands that come next, as one pastes them into a shell. */
  readonly next: readonly string[]
  /** Text of the policy that is here or will be; null: it is no text. */
  readonly policy: string | null
  /** How to have review packets look otherwise; null: that is not to be said. */
  readonly packet: string | null
  /** A job for GitLab, which is the user's to save; null: none is wanted. */
  readonly gitlabJob: string | null
}

/**
 * Decides what install has to do. Pure: the same facts, the same plan.
 * @throws {UsageError} when hooks here are in hands that install does not know how to work with.
 */
export function planInstall(facts: Facts, wishes: Wishes = EVERYTHING): Plan {
  const backend = chooseBackend(facts)
  // The hooks come last: when the first of them fires, it finds its program and a policy.
  const { steps, traces, notes, commit } = joined([
    planEntry(facts),
    planPolicy(facts),
    planBase(facts),
    wishes.agentNotes ? planAgentNotes(facts) : part({}),
    planWorkflow(facts, wishes),
    backend === 'husky' ? planHusky(facts) : planHooksDirectory(facts),
    part({ commit: declared(facts, 'precheck') === null ? [] : facts.packageChanges }),
  ])
  const shared = [...new Set(commit)].filter((path) => !facts.ignored.has(path))
  const unshared = commit.filter((path) => facts.ignored.has(path))
  const adopted = facts.existing.has(`work:${POLICY_FILE}`)
  const check = `${program(facts)} check --staged`
  const named = shared.map((path) => shellWord(facts.atTop ? path : `:/${path}`))
  const add = `git add -- ${named.join(' ')} && ${check}`
  const journal = writeJournal(continueJournal(facts.journal, backend, traces))
  return {
    steps:
      steps.length === 0 ? [] : [{ do: 'write', at: JOURNAL, text: journal, executable: false, says: '' }, ...steps],
    notes: [...notes, ...unshared.map((path) => `${shown(facts, path)} is ignored by git, and stays in this clone`)],
    next: shared.length > 0 ? [add, `git commit -m 'chore: ${adopted ? 'update' : 'adopt'} precheck'`] : [check],
    policy: policyText(facts),
    packet: packetPointer(facts),
    gitlabJob: gitlabJob(facts, wishes),
  }
}

// Two lines, node and our program. A file beside the hooks: read by the shell itself, where `git config` would be two
// more processes for each commit.
export function planEntry(facts: Pick<Facts, 'roots' | 'existing' | 'node' | 'entry'>): Part {
  const at: Location = 'common:precheck/entry'
  const text = `${facts.node}\n${facts.entry}\n`
  const notes = facts.entry.includes('/_npx/')
    ? ['precheck runs from a folder that npm clears now and then: install it here or globally, and run install again']
    : []
  if (text.split('\n').length !== 3) {
    return part({ notes: ['the path of node or of precheck has a newline in it: hooks will look for them by name'] })
  }
  if (facts.existing.get(at)?.text === text) return part({})
  return part({
    steps: [
      { do: 'write', at, text, executable: false, says: `${shown(facts, at)}: where hooks find node and precheck` },
    ],
    traces: [...folderTrace(facts, 'common:precheck'), fileTrace(at, text)],
    notes,
  })
}

function planPolicy(facts: Facts): Part {
  const at: Location = `work:${POLICY_FILE}`
  if (facts.existing.has(at)) return part({})
  const text = policyText(facts)!
  return part({
    steps: [
      { do: 'write', at, text, executable: false, says: `${POLICY_FILE}: a starter policy, with a new repository id` },
    ],
    traces: [fileTrace(at, text)],
    commit: [POLICY_FILE],
  })
}

const policyText = ({ existing, texts, uuid, packageFolder }: Facts): string | null => {
  const present = existing.get(`work:${POLICY_FILE}`)
  return present ? present.text : withSchema(withRepositoryId(texts.policy, uuid), packageFolder)
}

/** The template's line for editors, by where the package lies from the top; without a package.json it lies nowhere. */
const withSchema = (template: string, packageFolder: string | null): string =>
  packageFolder === null
    ? template.replace(/^# yaml-language-server: .*\n#\n/, '')
    : template.replace(/(?<=^# yaml-language-server: \$schema=\.\/)/, () => packageFolder)

/** The template's line for the id, or a new one below `version`. */
function withRepositoryId(template: string, uuid: string): string {
  if (/^repository:/m.test(template))
    return template.replace(/^repository:[^#\n]*?(?=[ \t]*(?:#|$))/m, `repository: ${uuid}`)
  return template.replace(/^version:.*\n/m, (line) => `${line}repository: ${uuid}\n`)
}

function planBase(facts: Facts): Part {
  const { base, recordedBase } = facts
  if (recordedBase !== null) return part({})
  if (base === null) {
    return part({ notes: ['no branch to take the policy from yet: run install again when there is a first commit'] })
  }
  const says = `git config precheck.base ${shown(facts, base)}: hooks read the policy there`
  return part({
    steps: [{ do: 'set-config', key: 'precheck.base', value: base, says }],
    traces: [{ kind: 'config', key: 'precheck.base', value: base }],
  })
}
