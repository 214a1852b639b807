import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathFromBytes } from './path-bytes.ts'
import { runGit } from './process.ts'
import type { RefPlace } from './ref-there.ts'
import { headRef } from './refs.ts'

/** What the refs of a repository stand on. */
export interface StandingRefs {
  /** Branches by full name, with their commits. */
  readonly branches: ReadonlyMap<string, string>
  /** What a symbolic ref stands for in the end: a push to it moves that. */
  readonly aliases: ReadonlyMap<string, string>
  /** The branch that HEAD names, where it is there. */
  readonly head: string | null
}

/** A command line takes more, but not everywhere. */
const MOST_CHARACTERS = 16_000

/** Reads all branches, and whether one of some refs that are pushed is a symbolic one. */
export async function readStandingRefs(
  { place, commonDir }: RefPlace,
  pushed: readonly string[],
): Promise<StandingRefs> {
  // A name may be anything here, an option too: git looks at it after the hook.
  const named = pushed.filter((ref) => ref.startsWith('refs/') && !ref.startsWith('refs/heads/'))
  // A name that no argument can hold, or very many of them: then all there are.
  const all = named.some((ref) => /\p{Cs}/u.test(ref)) || named.join('').length > MOST_CHARACTERS
  const patterns = all ? ['refs/'] : ['refs/heads', ...named]
  const out = await runGit(place, [
    'for-each-ref',
    '--format=%(HEAD)%00%(objectname)%00%(symref)%00%(refname)',
    ...patterns,
  ])
  const branches = new Map<string, string>()
  const aliases = new Map<string, string>()
  const listed = new Set<string>()
  let head: string | null = null
  // One line a ref: no ref name has a control character in it.
  for (const line of pathFromBytes(out).split('\n')) {
    const [mark, oid, target, ref] = line.split('\0')
    if (!oid || !ref) continue
    listed.add(ref)
    if (mark === '*') head = ref
    if (target) aliases.set(ref, target)
    else if (ref.startsWith('refs/heads/')) branches.set(ref, oid)
  }
  // One whose target is gone is in no list, and a push to it makes the target.
  const maybeDangling = (ref: string) =>
    ref.startsWith('refs/') &&
    !listed.has(ref) &&
    (existsSync(join(commonDir, 'reftable')) || existsSync(join(commonDir, ref)))
  for (const ref of pushed.filter(maybeDangling)) {
    const target = await headRef(place, ref)
    if (target !== null) aliases.set(ref, target)
  }
  return { branches, aliases, head }
}
