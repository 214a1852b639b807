import { isAbsent } from '../change.ts'
import type { Report } from '../finding.ts'
import { sayPackageChanges } from '../packages/words.ts'
import type { PacketFacts, PacketFile, PathClass } from '../packet.ts'
import type { TestResult } from '../review/test-results.ts'
import { type Claim, claimsOf } from './packet-claims.ts'
import { type Need, needsOf } from './packet-needs.ts'
import { blockedPaths, isAlarming, isSecret, isWeakerTest } from './packet-risk.ts'
import { claimedWaysBack } from './packet-rollback.ts'
import { type Said, saidIn } from './packet-said.ts'
import { testsSaid } from './packet-tests.ts'

/** Something that a reviewer should know before anything else; kinds are in the order of `worstOf`. */
export interface Worst {
  readonly is:
    | 'not-checked'
    | 'blocked'
    | 'policy-change'
    | 'forged'
    | 'packages'
    | 'secrets'
    | 'unsigned'
    | 'requested'
    | 'cannot-undo'
    | 'tests-failed'
    | 'tests-skipped'
    | 'tests-deleted'
    | 'tests-fewer'
    | 'way-back-missing'
    | 'not-tested'
    | 'no-tests-named'
    | 'tests-claimed'
    | 'named-nowhere'
    | 'to-squash'
    | 'migrations'
    | 'unguarded'
  /** How it is known: seen in git, or only said by the change. */
  readonly trust: 'observed' | 'claimed'
  /** Paths; of some kinds signers, subjects or names. As git has them. */
  readonly names: readonly string[]
  /** In the words of the change or of the check; null: its kind and names say all. */
  readonly text: string | null
  readonly commits: readonly string[]
}

/** All that stands out, most severe first; each kind once, with all of its paths. */
export function worstOf(facts: PacketFacts): readonly Worst[] {
  const { report, commits, files } = facts
  const needs = needsOf(report)
  const waiting = (is: 'missing' | 'requested') =>
    riskiestFirst(
      files,
      needs.filter((need) => need.is === is).map(({ path }) => path),
    )
  const moved = files.filter(({ packages }) => packages?.some(isAlarming))
  const weaker = files.filter(isWeakerTest)
  const ways = claimedWaysBack(facts)
  const none = ways.filter(({ way }) => way === 'none')
  const run = saidIn(facts, 'Tests-Run')
  const admitted = (is: TestResult) => run.filter(({ value }) => testsSaid(value) === is)
  const unguarded = files.filter(isUnguarded)
  const claims = claimsOf(facts)
  const mentioned = (kind: Claim['is'] & Worst['is']) =>
    claims.flatMap(({ is, names, commits }) => (is === kind ? named(kind, names, { commits }) : []))
  return [
    ...(report?.outcomes ?? [])
      .filter(({ status }) => status === 'could-not-check')
      .map(({ reason = 'no reason was given' }) => worst('not-checked', { text: reason })),
    ...named('blocked', [...blockedPaths(report)]),
    ...policyChanges(report),
    ...named('forged', unique((report?.signOffs ?? []).filter(({ state }) => state === 'bad-signature').map(signerOf))),
    ...named('packages', pathsOf(moved), { text: moved[0] === undefined ? null : firstAlarm(moved[0]) }),
    ...named('secrets', pathsOf(files.filter((file) => isBareSecret(file, report)))),
    ...named('unsigned', waiting('missing'), { text: needs.some(isSignedInPart) ? 'too few sign-offs' : null }),
    ...named('requested', waiting('requested')),
    ...claimed(
      'cannot-undo',
      none.map(({ detail, commits }) => ({ value: detail, commits })),
    ),
    ...claimed('tests-failed', admitted('failed')),
    ...named('tests-skipped', pathsOf(weaker.filter(({ skips }) => skips.length > 0))),
    ...named('tests-deleted', pathsOf(weaker.filter(({ new: now }) => isAbsent(now)))),
    ...named('tests-fewer', pathsOf(weaker.filter(({ new: now, skips }) => !isAbsent(now) && skips.length === 0))),
    ...named(
      'way-back-missing',
      ways.filter(({ inTree }) => inTree === false).map(({ detail }) => detail),
    ),
    ...claimed('not-tested', admitted('not-run')),
    ...(run.length === 0 && commits.some(({ kind }) => kind === 'work') ? [worst('no-tests-named')] : []),
    ...mentioned('tests-claimed'),
    ...mentioned('named-nowhere'),
    ...named(
      'to-squash',
      commits.filter(({ kind }) => kind === 'autosquash').map(({ subject }) => subject),
    ),
    ...named('migrations', pathsOf(files.filter(({ classes }) => classes.includes('migrations')))),
    ...named('unguarded', riskiestFirst(files, pathsOf(unguarded)), { text: kindsOf(unguarded) }),
  ]
}

const isSignedInPart = ({ is, given }: Need): boolean => is === 'missing' && given.length > 0

/** What commits say of themselves, in the words of the newest. */
const claimed = (is: Worst['is'], said: readonly Said[]): readonly Worst[] =>
  said.length === 0 ? [] : [worst(is, { trust: 'claimed', text: said[0]!.value, commits: commitsOf(said) })]

const worst = (is: Worst['is'], over: Partial<Worst> = {}): Worst => ({
  is,
  trust: 'observed',
  names: [],
  text: null,
  commits: [],
  ...over,
})

const named = (is: Worst['is'], names: readonly string[], over: Partial<Worst> = {}): readonly Worst[] =>
  names.length === 0 ? [] : [worst(is, { names, ...over })]

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]
const pathsOf = (files: readonly PacketFile[]): readonly string[] => files.map(({ path }) => path)
const commitsOf = (said: readonly { readonly commits: readonly string[] }[]) =>
  unique(said.flatMap((each) => each.commits))
const signerOf = ({ signer }: Report['signOffs'][number]): string => signer

/** What the change does to the policy that comes to less than was asked. */
const policyChanges = (report: Report | null): readonly Worst[] =>
  (report?.findings ?? [])
    .filter(({ rule, message }) => rule === 'policy-change' && POLICY_LESS.has(message))
    .map(({ text, at }) => worst('policy-change', { text, commits: at.commit === null ? [] : [at.commit] }))

const POLICY_LESS: ReadonlySet<string> = new Set(['unreadable', 'removed', 'not-a-file', 'weakened'])

/** Secrets and data that come in or change, and of which the policy asks nothing. */
const isBareSecret = (file: PacketFile, report: Report | null): boolean =>
  !isAbsent(file.new) && isSecret(file) && (file.guards.length === 0 || report === null)

const firstAlarm = ({ packages }: PacketFile): string | null =>
  sayPackageChanges(packages?.filter(isAlarming) ?? [], { most: 1 })[0] ?? null

/** Kinds of paths, by how much somebody can do with them. */
const RISKIEST: readonly PathClass[] = [
  ...(['policy', 'hooks', 'agents', 'ci', 'secrets', 'production-data', 'auth', 'billing'] as const),
  ...(['deploy', 'migrations', 'lockfiles'] as const),
]

const isUnguarded = ({ classes, guards }: PacketFile): boolean =>
  guards.length === 0 && classes.some((each) => UNGUARDED.has(each))

const UNGUARDED: ReadonlySet<PathClass> = new Set(['policy', 'hooks', 'agents', 'ci', 'deploy', 'auth', 'billing'])

/** What the paths are by name, riskiest first. */
const kindsOf = (files: readonly PacketFile[]): string =>
  RISKIEST.filter((each) => UNGUARDED.has(each) && files.some(({ classes }) => classes.includes(each))).join(', ')

function riskiestFirst(files: readonly PacketFile[], paths: readonly string[]): readonly string[] {
  const classes = new Map(files.map((file) => [file.path, file.classes]))
  const rank = (path: string) => {
    const at = RISKIEST.findIndex((each) => classes.get(path)?.includes(each))
    return at < 0 ? RISKIEST.length : at
  }
  return [...paths].sort((one, other) => rank(one) - rank(other))
}
