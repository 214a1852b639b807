import { runGit } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import type { HooksPath } from './hooks-path.ts'

/** What install and uninstall ask of git's configuration. */
export interface Settings {
  /** Every value of core.hooksPath, the one that counts last. */
  readonly hooksPath: readonly HooksPath[]
  /** Values of the repository's own configuration, by key as git writes it: section and name in lower case. */
  readonly local: ReadonlyMap<string, string>
  /** Whether there is any remote. */
  readonly remotes: boolean
}

/**
 * Reads all of it in one process. `git config -z --show-scope --list` writes for each setting its scope, then key and value
 * with a newline between, each with a NUL; a key without a value has no newline.
 *
 *     local NUL core.hookspath LF .husky/_ NUL
 *
 * @throws {CouldNotCheck} when git cannot read it.
 */
export async function readSettings({ place }: Repository): Promise<Settings> {
  const listed = await runGit(place, ['config', '-z', '--show-scope', '--includes', '--list'])
  const fields = listed.toString('utf8').split('\0')
  const hooksPath: HooksPath[] = []
  const local = new Map<string, string>()
  let remotes = false
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry] = [fields[at]!, fields[at + 1]!]
    const [key, ...lines] = entry.split('\n') as [string, ...string[]]
    const value = lines.join('\n')
    if (key === 'core.hookspath') hooksPath.push({ scope, value })
    if (scope === 'local') local.set(key, value)
    remotes ||= key.startsWith('remote.')
  }
  return { hooksPath, local, remotes }
}
