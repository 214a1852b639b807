import { UsageError } from '../errors.ts'
import type { Facts } from './facts.ts'
import { huskyFolder } from './hooks-path.ts'
import { planHuskyPackage } from './husky-package.ts'
import type { Trace } from './journal.ts'
import { blockOf, endsItsLine, hasBlock, withBlock } from './marked-block.ts'
import { HOOKS, type HookName } from './own-texts.ts'
import { folderTrace, joined, type Part, part } from './part.ts'
import { shellWord } from './program.ts'
import { shown } from './shown.ts'
import type { Location } from './step.ts'

/** Hooks as marked blocks in the scripts that husky 9 runs, so that everybody who installs the packages has them. */
export function planHusky(facts: Facts): Part {
  const folder = huskyFolder(facts.hooksPath, facts.packageFolder)
  // husky that somebody else set up is used as it is; what we set up and did not finish is ours to finish.
  const theirs = facts.hooksPath.length > 0 && !facts.journal?.traces.some((trace) => trace.kind === 'hooks-path')
  return joined([
    part({ traces: folderTrace(facts, `work:${folder}`) }),
    planWrappers(facts, folder),
    ...HOOKS.map((name) => planBlock(facts, folder, name)),
    ...(theirs ? [] : [planHuskyPackage(facts, folder)]),
    planStaging(facts, folder),
  ])
}

const wrappersReady = (facts: Facts, folder: string): boolean =>
  facts.hooksPath.length > 0 && ['h', ...HOOKS].every((name) => facts.existing.has(`work:${folder}/_/${name}`))

function planWrappers(facts: Facts, folder: string): Part {
  if (wrappersReady(facts, folder)) return part({})
  if (facts.huskyVersion === null) {
    throw new UsageError(
      `${shown(facts, `${folder}/_`)} is missing: run your package manager's install, then this again`,
    )
  }
  const at: Location = `work:${folder}/_`
  const traces: Trace[] = facts.existing.has(at) ? [] : [{ kind: 'wrappers', at }]
  if (facts.hooksPath.length === 0) traces.push({ kind: 'hooks-path', value: `${folder}/_` })
  const says = `${shown(facts, `${folder}/_`)}: husky ${facts.huskyVersion}'s wrappers, and git config core.hooksPath to them`
  return part({ steps: [{ do: 'run-husky', path: folder, says }], traces })
}

function planBlock(facts: Facts, folder: string, name: HookName): Part {
  const at: Location = `work:${folder}/${name}`
  const existing = facts.existing.get(at)
  const script = existing ? existing.text : ''
  if (script === null) throw new UsageError(`${shown(facts, at)} is not a text file: install cannot add to it`)
  const text = withBlock(at, script, blockOf(inFolder(facts.texts.hooks[name], facts)))
  const noted = facts.journal?.traces.some((trace) => trace.kind === 'block' && trace.at === at)
  const fresh = !hasBlock(at, script)
  const trace: Trace = { kind: 'block', at, made: !existing, joined: fresh && !endsItsLine(script) }
  return part({
    steps:
      text === script
        ? []
        : [
            {
              do: 'write',
              at,
              text,
              executable: existing?.executable ?? false,
              says: `${shown(facts, at)}: the hook, as a marked block`,
            },
          ],
    traces: fresh || !noted ? [trace] : [],
    notes: /^(?:exec|exit)\b/m.test(script.replace(/^# precheck:begin[\s\S]*/m, ''))
      ? [`${shown(facts, at)} ends itself with exec or exit: move precheck's block above that line`]
      : [],
    commit: text === script ? [] : [folder],
  })
}

/** The hook with the package's folder filled in, in which it looks for node_modules. */
export const inFolder = (hook: string, { packageFolder }: Pick<Facts, 'packageFolder'>): string =>
  packageFolder ? hook.replace("folder=''", () => `folder=${shellWord(packageFolder)}`) : hook

/**
 * husky's folder of wrappers is ignored by its own .gitignore, so that a new linked work tree has none, and git runs no
 * hook there. In the index it comes with every checkout; husky writes the same bytes over it.
 */
function planStaging(facts: Facts, folder: string): Part {
  if (facts.wrappersTracked && wrappersReady(facts, folder)) return part({})
  const path = `${folder}/_`
  const says = `${shown(facts, path)}: staged (git add --force), so that new linked work trees have hooks`
  return part({ steps: [{ do: 'stage', path, says }], traces: [{ kind: 'staged', path }] })
}
