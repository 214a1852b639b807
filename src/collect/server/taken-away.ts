import { type FileChange, isAbsent } from '../../change.ts'
import type { PolicySource } from '../../finding.ts'
import { mergeBases } from '../../git/descendants.ts'
import { LOG_OPTIONS } from '../../git/log-options.ts'
import { newHeads } from '../../git/new-commits.ts'
import { runGit } from '../../git/process.ts'
import { RAW_DIFF_OPTIONS, readRawDiff } from '../../git/raw-diff.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import type { GuardedPath } from '../../ref-law.ts'
import { stateKey } from '../../signoff/arrows.ts'
import { guardedTakenBack } from '../range/taken-back.ts'
import { noDefault, type Server } from './server.ts'
import { policyOfStanding } from './standing-policy.ts'

/** What would be gone with a branch, or why that cannot be known. */
export type TakenAway =
  | { readonly paths: readonly GuardedPath[]; readonly mode: 'warn' | 'block'; readonly policy: PolicySource }
  | { readonly tip: string; readonly unknown: string }

/**
 * What the branches that a push deletes would take away, by their full names: guarded content that has landed there, and
 * that no branch that blocks and stays has or has had. A branch that was merged into one of them takes nothing. Nothing
 * that the same push brings counts: git may refuse that after the hook, and delete all the same.
 */
export async function takenAway(server: Server, deleted: ReadonlySet<string>): Promise<ReadonlyMap<string, TakenAway>> {
  const { place, branches, base } = server
  const tips = [...deleted].flatMap((ref) => {
    const tip = branches.get(ref)
    return tip !== undefined && ref !== base?.ref && server.blocks(ref) ? [[ref, tip] as const] : []
  })
  const found = new Map<string, TakenAway>()
  if (tips.length === 0) return found
  const others = server.blocking().flatMap((ref) => (deleted.has(ref) ? [] : branches.get(ref)!))
  const keepers = [...new Set([...(base ? [base.oid] : []), ...others])]
  const alone = await newHeads(place, [...new Set(tips.map(([, tip]) => tip))], keepers)
  for (const [ref, tip] of tips) {
    if (!alone.has(tip)) continue
    if (base === null) found.set(ref, { tip, unknown: noDefault(server) })
    else {
      const away = await awayWith(server, base, { ref, tip }, keepers)
      if (away !== null) found.set(ref, away)
    }
  }
  return found
}

async function awayWith(
  server: Server,
  base: NonNullable<Server['base']>,
  { ref, tip }: { readonly ref: string; readonly tip: string },
  keepers: readonly string[],
): Promise<TakenAway | null> {
  const { policy, source } = await policyOfStanding(server, base, { canonical: ref, head: tip }, tip)
  // It is asked as a push by force would be, which with a new branch comes to the same.
  const asked = policy?.rules['forced-push'] ?? 'block'
  if (policy === null || asked === 'off') return null
  const mode = policy.mode === 'warn' ? 'warn' : asked
  const concern = await concernAboutAny(policy)
  let lost: ReadonlyMap<string, FileChange> | null = null
  for (const keeper of keepers) {
    const bases = await mergeBases(server.place, tip, keeper)
    const differing = await guardedTakenBack({ ...server, concern }, { base: tip, head: keeper }, bases)
    // Without a common history nothing is gone that only the other one has.
    const missed = bases.length > 0 ? differing : differing.filter((change) => !isAbsent(change.old))
    const left: readonly FileChange[] = lost === null ? missed : missed.filter(({ path }) => lost!.has(path))
    const had = await statesOf(server, keeper, bases, left)
    const gone = left.filter((change) => !had.has(stateOnPath(change.path, change.old)))
    if (gone.length === 0) return null
    lost = new Map(gone.map((change) => [change.path, change]))
  }
  if (lost === null) return null
  const paths = [...lost.values()].map(({ path, guards }) => ({ path, entries: guards.map(({ entry }) => entry) }))
  return { paths, mode, policy: source }
}

const stateOnPath = (path: string, state: FileChange['old']): string => `${stateKey(state)} ${path}`

/** In characters of paths: a command line takes no more everywhere. What is beyond it counts as never had. */
const MOST_CHARACTERS = 16_000

/** The states that some paths have had in the history of a commit since it went its own way. */
async function statesOf(
  { place, repository }: Server,
  head: string,
  bases: readonly string[],
  changes: readonly FileChange[],
): Promise<ReadonlySet<string>> {
  const paths = new Set(changes.map(({ path }) => path))
  const askable = [...paths].filter((path) => !/\p{Cs}/u.test(path))
  if (askable.length === 0 || askable.join('').length > MOST_CHARACTERS) return new Set()
  const options = ['--full-history', '--diff-merges=separate', '--format=', ...RAW_DIFF_OPTIONS]
  const out = await runGit(place, [
    'log',
    ...LOG_OPTIONS,
    ...options,
    head,
    ...bases.map((oid) => `^${oid}`),
    '--',
    ...askable,
  ])
  const seen = readRawDiff(out, repository.objectFormat, (path) => paths.has(path))
  return new Set(seen.map((change) => stateOnPath(change.path, change.new)))
}
