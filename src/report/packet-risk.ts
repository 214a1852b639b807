import { isAbsent, MODE_LINK, MODE_SUBMODULE } from '../change.ts'
import type { Report } from '../finding.ts'
import type { PackageChange } from '../packages/compare.ts'
import type { PacketFacts, PacketFile, PathClass } from '../packet.ts'
import { needsOf } from './packet-needs.ts'

/** Kinds of changes, riskiest first: each file stands in the first that it belongs to. */
export const RISKS = [
  'blocked',
  'unsigned',
  'packages',
  'secrets',
  'guarded',
  'control',
  'deploy',
  'migrations',
  'modes',
  'tests-weaker',
  'dependencies',
  'binaries',
  'settings',
  'rest',
  'tests',
  'generated',
] as const

export type Risk = (typeof RISKS)[number]

/** Kinds that nobody has to look at first. */
export const isPlain = (risk: Risk): boolean => risk === 'rest' || risk === 'tests' || risk === 'generated'

/** As a heading, and as what is counted on the first screen. */
export const RISK_WORDS: Readonly<Record<Risk, { readonly title: string; readonly counted: string }>> = {
  blocked: { title: 'Blocked by the policy', counted: 'blocked by the policy' },
  unsigned: { title: 'Waiting for a sign-off', counted: 'waiting for a sign-off' },
  packages: {
    title: 'Lock files in which a package has other content, or comes from another place',
    counted: 'lock file with a package that moved or has other content',
  },
  secrets: { title: 'Secrets and production data, by their names', counted: 'named as secrets or production data are' },
  guarded: { title: 'Guarded by the policy, and nothing open', counted: 'guarded, and nothing open' },
  control: {
    title: 'What decides what runs and what is checked: policy, hooks, agents, CI',
    counted: 'of policy, hooks, agents or CI',
  },
  deploy: { title: 'Deployment, log-in and billing', counted: 'of deployment, log-in or billing' },
  migrations: { title: 'Migrations, which a revert does not undo', counted: 'of migrations' },
  modes: { title: 'Permissions, links and submodules', counted: 'with other permissions, a link or a submodule' },
  'tests-weaker': { title: 'Tests that were deleted or skipped', counted: 'with tests deleted or skipped' },
  dependencies: { title: 'Lock files and dependencies', counted: 'of lock files or dependencies' },
  binaries: { title: 'Not text', counted: 'not text' },
  settings: { title: 'Settings of linters, owners and editors', counted: 'of settings of linters, owners or editors' },
  rest: { title: 'Everything else', counted: 'others' },
  tests: { title: 'Tests', counted: 'of tests' },
  generated: { title: 'Generated', counted: 'generated' },
}

export interface RiskGroup {
  readonly risk: Risk
  /** Those with the most lines first. */
  readonly files: readonly PacketFile[]
}

/** The files of a change by the first thing that a reviewer should know about each; groups without files are left out. */
export function riskGroups({ files, report }: Pick<PacketFacts, 'files' | 'report'>): readonly RiskGroup[] {
  const open = new Set(needsOf(report).map(({ path }) => path))
  const blocked = blockedPaths(report)
  const riskOf = (file: PacketFile): Risk => {
    if (blocked.has(file.path)) return 'blocked'
    if (open.has(file.path)) return 'unsigned'
    return RISKS.find((risk) => TESTS[risk]?.(file)) ?? 'rest'
  }
  const groups = new Map<Risk, PacketFile[]>(RISKS.map((risk) => [risk, []]))
  for (const file of files) groups.get(riskOf(file))!.push(file)
  return [...groups]
    .filter(([, found]) => found.length > 0)
    .map(([risk, found]) => ({ risk, files: found.sort((one, other) => churn(other) - churn(one)) }))
}

/** The paths that the policy blocks, each once. */
export const blockedPaths = (report: Report | null): ReadonlySet<string> =>
  new Set(
    (report?.findings ?? []).flatMap(({ rule, at }) => (rule === 'blocked-paths' && at.path !== null ? at.path : [])),
  )

const churn = ({ lines }: PacketFile): number => (lines === null ? 0 : lines.added + lines.removed)

const isA =
  (...classes: readonly PathClass[]) =>
  (file: PacketFile): boolean =>
    file.classes.some((each) => classes.includes(each))

/** Secrets and production data, by their names. */
export const isSecret = isA('secrets', 'production-data')

const TESTS: Readonly<Partial<Record<Risk, (file: PacketFile) => boolean>>> = {
  packages: ({ packages }) => packages?.some(isAlarming) === true,
  secrets: isSecret,
  guarded: ({ guards }) => guards.length > 0,
  control: isA('policy', 'hooks', 'agents', 'ci'),
  deploy: isA('deploy', 'auth', 'billing'),
  migrations: isA('migrations'),
  modes: hasOtherMode,
  'tests-weaker': isWeakerTest,
  dependencies: isA('lockfiles', 'dependencies'),
  binaries: ({ lines }) => lines === null,
  settings: isA('quality', 'governance', 'editor'),
  tests: isA('tests'),
  generated: isA('generated'),
}

/** A package that a person should stop at. */
export const isAlarming = ({ kind }: PackageChange): boolean =>
  kind === 'integrity' || kind === 'integrity-lost' || kind === 'moved' || kind === 'unverified'

/** Whether it is, or was, anything but a plain file that nobody can execute. */
function hasOtherMode({ old, new: now }: PacketFile): boolean {
  const modes = [old, now].filter((state) => !isAbsent(state)).map(({ mode }) => mode)
  return (
    modes.some((mode) => mode === MODE_LINK || mode === MODE_SUBMODULE) ||
    (isAbsent(old) ? now.mode === '100755' : !isAbsent(now) && old.mode !== now.mode)
  )
}

/** A test that is gone and not merely elsewhere, that is skipped, or that holds fewer tests than before. */
export function isWeakerTest({ classes, new: now, movedTo, skips, tests }: PacketFile): boolean {
  if (isAbsent(now)) return classes.includes('tests') && movedTo === null
  return skips.length > 0 || tests.removed > tests.added
}
