import { grouped } from '../../grouped.ts'
import type { Mention, PacketCommit, PacketFile } from '../../packet.ts'
import { filesNamedIn, testsNamedIn } from '../../review/names.ts'

/** What messages name, each once, with the first commit that does. */
export interface Named {
  readonly files: ReadonlyMap<string, string>
  readonly tests: ReadonlyMap<string, string>
}

/** Reads the messages of a range for names of files and tests, and the trailers in which work is described. */
export function namedIn(commits: readonly PacketCommit[]): Named {
  const files = new Map<string, string>()
  const tests = new Map<string, string>()
  const first = (found: Map<string, string>, names: readonly string[], sha: string) => {
    for (const name of names) if (!found.has(name)) found.set(name, sha)
  }
  for (const { sha, subject, body, trailers, kind } of commits) {
    if (kind === 'sign-off' || kind === 'merge') continue
    const run = trailers.filter(({ key }) => key.toLowerCase() === 'tests-run').map(({ value }) => value)
    const text = [subject, ...body, ...run].join('\n')
    first(files, filesNamedIn(text), sha)
    first(tests, testsNamedIn(text), sha)
  }
  return { files, tests }
}

/**
 * Holds what was named against what was changed. A name stands for every path that ends in it. `tree` lists the paths of
 * the head, and is asked for only if a name is in none of the changes.
 */
export async function mentionsOf(
  named: Named,
  commits: readonly PacketCommit[],
  files: readonly PacketFile[],
  testNamesSeen: ReadonlySet<string>,
  tree: () => Promise<readonly string[]>,
): Promise<readonly Mention[]> {
  const names = [...named.files.keys()]
  const changed = endingIn(
    names,
    files.map(({ path }) => path),
  )
  const left = names.filter((name) => !changed.has(name))
  const touched = endingIn(
    left,
    commits.flatMap(({ paths }) => paths),
  )
  const unknown = left.filter((name) => !touched.has(name))
  const there = unknown.length === 0 ? new Set() : endingIn(unknown, await tree())
  const isOf = (name: string): Mention['is'] => {
    if (changed.has(name)) return 'changed'
    if (touched.has(name)) return 'taken-back'
    return there.has(name) ? 'unchanged' : 'absent'
  }
  return [
    ...[...named.files].map(([name, commit]): Mention => ({ name, what: 'file', commit, is: isOf(name) })),
    ...[...named.tests].map(
      ([name, commit]): Mention => ({ name, what: 'test', commit, is: testNamesSeen.has(name) ? 'changed' : 'absent' }),
    ),
  ]
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Which of some names a path is, or ends in behind a slash. */
function endingIn(names: readonly string[], paths: readonly string[]): ReadonlySet<string> {
  const byLast = grouped(names.map((name) => [lastPart(name), name] as const))
  const found = new Set<string>()
  for (const path of paths) {
    for (const name of byLast.get(lastPart(path)) ?? []) if (path === name || path.endsWith(`/${name}`)) found.add(name)
  }
  return found
}
