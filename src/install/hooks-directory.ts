import { UsageError } from '../errors.ts'
import type { Facts } from './facts.ts'
import type { Trace } from './journal.ts'
import { foreignHooks, isOurs } from './our-hooks.ts'
import { HOOKS } from './own-texts.ts'
import { fileTrace, folderTrace, joined, type Part, part } from './part.ts'
import { shown } from './shown.ts'
import type { Location, Step } from './step.ts'

/**
 * Hooks as files of the hooks directory of the common git directory, which all work trees share. A hook that is there
 * already is kept under another name; if git ran it, it goes on running, before ours.
 */
export const planHooksDirectory = (facts: Facts): Part =>
  joined([
    part({ traces: folderTrace(facts, 'common:hooks'), notes: notesFor(facts) }),
    ...HOOKS.map((name) => planHook(facts, name, facts.texts.hooks[name])),
  ])

/** What is looked at for one hook. */
export type HookFacts = Pick<Facts, 'roots' | 'existing'> & { readonly texts: Pick<Facts['texts'], 'chain'> }

/** Puts one hook in its place in the hooks directory, beside one that is there. */
export function planHook(facts: HookFacts, name: string, text: string): Part {
  const at: Location = `common:hooks/${name}`
  const present = facts.existing.get(at)
  const kept = facts.existing.get(`${at}.precheck-orig`)
  const foreign = present !== undefined && !isOurs(present)
  if (foreign && kept) {
    const two = `${shown(facts, `${at}.precheck-orig`)} is there already, and ${shown(facts, at)} is not precheck's`
    throw new UsageError(`${two}: move one of them away, then run install again`)
  }
  // What git did not run, for want of the executable bit, must not begin to.
  const chained = (foreign ? present : kept)?.executable === true
  const writes = chained
    ? [
        hookFile(facts, `${at}.precheck`, text, 'the hook'),
        hookFile(facts, at, facts.texts.chain, 'runs the hook that was there, then ours'),
      ]
    : [hookFile(facts, at, text, 'the hook')]
  if (!foreign) return joined([part({ traces: kept ? [{ kind: 'aside', at }] : [] }), ...writes])
  const aside: Trace = { kind: 'aside', at }
  const away: Step = {
    do: 'rename',
    from: at,
    to: `${at}.precheck-orig`,
    says: `${shown(facts, at)}: kept as ${name}.precheck-orig, ${chained ? 'and still run first' : 'not run, as before'}`,
  }
  return joined([part({ steps: [away], traces: [aside] }), ...writes])
}

function hookFile(facts: HookFacts, at: Location, text: string, what: string): Part {
  const now = facts.existing.get(at)
  const there = now?.text === text && now.executable
  return part({
    steps: there ? [] : [{ do: 'write', at, text, executable: true, says: `${shown(facts, at)}: ${what}` }],
    traces: [fileTrace(at, text)],
  })
}

function notesFor(facts: Facts): readonly string[] {
  if (facts.packageFolder === null || facts.hooksPath.length > 0) return []
  const others = foreignHooks(facts)
  if (others.length === 0) return []
  return [`husky is not used, because it would silence the hooks that are here: ${shown(facts, others.join(', '))}`]
}
