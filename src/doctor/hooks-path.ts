import { resolve } from 'node:path'
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
  const standard = await tryGit(place, ['rev-parse', '--path-format=absolute', '--git-common-dir'])
  const common = standard.stdout.toString('utf8').replace(/\n$/, '')
  const own = resolve(common, 'hooks')
  const effective = setting === undefined ? own : resolve(tree, setting.value)
  const words =
    setting === undefined
      ? "git's own folder, core.hooksPath is not set"
      : `core.hooksPath ${visible(setting.value, 200)} (${setting.scope}, ${visible(setting.origin, 200)})`
  if (effective === expected) return ok(check, words)
  return broken(check, `${words}: git does not look where install put the hooks`, fixFor(setting))
}

function fixFor(setting: Setting | undefined): string {
  if (setting === undefined) return 'precheck install'
  if (setting.scope === 'local') return 'git config --local --unset-all core.hooksPath, then precheck install'
  if (setting.scope === 'worktree') return 'git config --worktree --unset-all core.hooksPath, in that work tree'
  return `take core.hooksPath out of ${visible(setting.origin.replace(/^file:/, ''), 200)}, then precheck install`
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

/** Settings that this shell hands to every git that it starts, beside all configuration files. */
export function hooksPathInEnvironment(env: Environment): readonly Found[] {
  const keys = Object.keys(env).filter(
    (name) => /^GIT_CONFIG_KEY_\d+$/.test(name) && env[name]?.toLowerCase() === 'core.hookspath',
  )
  const parameters = /core\.hookspath/i.test(env['GIT_CONFIG_PARAMETERS'] ?? '') ? ['GIT_CONFIG_PARAMETERS'] : []
  return [...keys, ...parameters].map((name) =>
    broken('environment', `${name} sets core.hooksPath for every git that is started here`, `unset ${name}`),
  )
}
