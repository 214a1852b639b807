import { basename, join, resolve } from 'node:path'
import { type Environment, type GitPlace, tryGit } from '../git/process.ts'
import { visible } from '../visible.ts'
import { broken, type Found, ok } from './finding.ts'

/** A value of core.hooksPath, with git's words for where it stands. */
interface Setting {
  readonly scope: string
  readonly origin: string
  readonly value: string
}

/**
 * Where git runs hooks from in a work tree, held against where install put them (absolute). A linked work tree may have a
 * configuration of its own (extensions.worktreeConfig), so each is asked in its own folder.
 */
export async function hooksPathOf(place: GitPlace, tree: string, expected: string): Promise<Found> {
  const check = 'hooks path'
  const setting = (await settingsOf(place)).at(-1)
  const common = await commonDirOf(place)
  const effective = setting === undefined ? resolve(common, 'hooks') : resolve(tree, setting.value)
  const words = setting === undefined ? "git's own folder, core.hooksPath is not set" : wordsOf(setting)
  if (effective === expected) return ok(check, words)
  return broken(check, `${words}: git does not look where install put the hooks`, fixFor(setting, tree, common))
}

const wordsOf = ({ value, scope, origin }: Setting): string =>
  `core.hooksPath ${visible(value, 200)} (${scope}, ${visible(origin, 200)})`

async function commonDirOf(place: GitPlace): Promise<string> {
  const { stdout } = await tryGit(place, ['rev-parse', '--path-format=absolute', '--git-common-dir'])
  return stdout.toString('utf8').replace(/\n$/, '')
}

/** A file that the repository's own configuration takes in has the same scope, and unsetting the key would not reach it. */
function fixFor(setting: Setting | undefined, tree: string, common: string): string {
  if (setting === undefined) return 'precheck install'
  const file = setting.origin.replace(/^file:/, '')
  if (setting.scope === 'local' && resolve(tree, file) === join(common, 'config'))
    return 'git config --local --unset-all core.hooksPath, then precheck install'
  if (setting.scope === 'worktree' && basename(file) === 'config.worktree')
    return 'git config --worktree --unset-all core.hooksPath, in that work tree'
  return `take core.hooksPath out of ${visible(file, 200)}, then precheck install`
}

/** `git config -z --show-scope --show-origin` writes scope, origin and value, each with a NUL. The last one counts. */
async function settingsOf(place: GitPlace): Promise<readonly Setting[]> {
  const args = ['config', '-z', '--show-scope', '--show-origin', '--includes', '--get-all', 'core.hooksPath']
  const fields = (await tryGit(place, args)).stdout.toString('utf8').split('\0')
  const found: Setting[] = []
  for (let at = 0; at + 2 < fields.length; at += 3)
    found.push({ scope: fields[at]!, origin: fields[at + 1]!, value: fields[at + 2]! })
  return found
}

/** Variables by which settings are handed to every git that is started with them, beside all configuration files. */
const HANDED_ON = /^GIT_CONFIG_(?:COUNT|(?:KEY|VALUE)_\d+|PARAMETERS)$/

/**
 * Where such variables send git for hooks, by themselves or by a file that they take in. `place` is without them; `env` has
 * all.
 */
export async function hooksPathInEnvironment(
  place: GitPlace,
  env: Environment,
  tree: string,
  expected: string,
): Promise<readonly Found[]> {
  const names = Object.keys(env).filter((name) => HANDED_ON.test(name))
  if (names.length === 0) return []
  const handed = Object.fromEntries(names.map((name) => [name, env[name]]))
  const setting = (await settingsOf({ ...place, env: { ...place.env, ...handed } })).at(-1)
  if (setting?.scope !== 'command' || resolve(tree, setting.value) === expected) return []
  // Without a count git does not look at the keys, and with a key less than the count says it does nothing at all.
  const sources = names.filter((name) => !/_\d+$/.test(name)).sort()
  const says = `${wordsOf(setting)} is set by ${sources.join(' and ')} for every git that is started here`
  return [broken('environment', says, `unset ${sources.join(' ')}`)]
}
