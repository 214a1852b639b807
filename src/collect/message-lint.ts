import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Change, Commit, MessageLint } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import { importModule } from './import-module.ts'

/** Names under which commitlint looks for its configuration, in its own order; `package.json` counts with the key. */
const CONFIGURATIONS = [
  'package.json',
  '.commitlintrc',
  ...['json', 'yaml', 'yml', 'js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map((ending) => `.commitlintrc.${ending}`),
  ...['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map((ending) => `commitlint.config.${ending}`),
]

/** What precheck calls of commitlint. Both functions are its public interface. */
interface Commitlint {
  load(seed: object, options: { cwd: string; file: string }): Promise<Loaded>
  lint(message: string, rules: object, options: object): Promise<Outcome>
}

interface Loaded {
  readonly rules: object
  readonly parserPreset?: { readonly parserOpts?: object }
  readonly plugins: object
  readonly helpUrl?: string
}

interface Outcome {
  readonly errors: readonly { readonly name: string; readonly message: string }[]
  readonly warnings: readonly { readonly name: string; readonly message: string }[]
}

/**
 * The configuration at the top of the repository, or null. commitlint by itself walks up to the home folder, so that a
 * configuration outside the repository would apply.
 */
function commitlintConfiguration(topLevel: string): string | null {
  for (const name of CONFIGURATIONS) {
    const file = join(topLevel, name)
    if (!existsSync(file)) continue
    if (name !== 'package.json') return file
    try {
      if ('commitlint' in JSON.parse(readFileSync(file, 'utf8'))) return file
    } catch {
      // A package.json that is no JSON configures nothing.
    }
  }
  return null
}

/** Whether a hook of the repository runs commitlint by itself, so that nobody is told the same twice. */
function hookRunsCommitlint(topLevel: string): boolean {
  try {
    return /\bcommitlint\b/.test(readFileSync(join(topLevel, '.husky', 'commit-msg'), 'utf8'))
  } catch {
    return false
  }
}

/**
 * Adds to a change what the repository's own commitlint says of its messages, where the policy wants that. `auto` means:
 * in hooks, if it is configured and installed, and no other hook runs it. In a range only `on` counts, since a
 * configuration can be a program: the wall starts none that a change could have brought, unless the base's policy says so.
 * A server has no work tree to run it from, and asks nothing of style.
 * @throws {CouldNotCheck} when `on` cannot be kept in a work tree: it is not configured there, or not installed.
 */
export async function withMessageLint(change: Change, policy: Policy, topLevel: string | null): Promise<Change> {
  const wanted = policy.message.commitlint
  const auto = wanted === 'auto' && change.kind === 'message'
  if (topLevel === null || policy.rules['commit-message'] === 'off' || !(auto || wanted === 'on')) return change
  const asked = change.commits.map((commit) => isOwnWords(commit, change.at))
  if (!asked.includes(true)) return change
  const file = commitlintConfiguration(topLevel)
  // The change may be what took it away.
  if (file === null && wanted === 'on')
    throw new CouldNotCheck('the policy has "commitlint: on", and there is no configuration of it in the work tree')
  if (file === null || (auto && hookRunsCommitlint(topLevel))) return change
  const messages = change.commits.map(({ message }, index) => (asked[index] ? message : null))
  const messageLint = await lintMessages(topLevel, file, messages)
  if (messageLint === null && wanted === 'on') {
    throw new CouldNotCheck(
      'commitlint is configured and not installed: install @commitlint/core, or set "commitlint: off"',
    )
  }
  return { ...change, messageLint }
}

/**
 * Whether somebody stands for the words of a message: what git wrote for a merge is nobody's, and what is meant to be
 * squashed has none that last, as long as it has not come to the wall.
 */
const isOwnWords = ({ merge, autosquash }: Commit, at: Change['at']): boolean =>
  merge !== 'clean' && merge !== 'unexamined' && !(autosquash && at === 'hook')

/**
 * What the repository's own commitlint says of some messages, by its own configuration; of one that is null, null. Its
 * default exemptions are off: they pass whole messages by their wording. A configuration can be a program, so this is only
 * for a work tree whose owner runs its programs anyway.
 * Null: commitlint is not installed there.
 * @throws {CouldNotCheck} when its configuration fails.
 */
async function lintMessages(
  topLevel: string,
  file: string,
  messages: readonly (string | null)[],
): Promise<readonly (MessageLint | null)[] | null> {
  const commitlint = await findCommitlint(topLevel)
  if (commitlint === null) return null
  const { load, lint } = commitlint
  try {
    const { rules, parserPreset, plugins, helpUrl } = await load({}, { cwd: topLevel, file })
    const options = { parserOpts: parserPreset?.parserOpts ?? {}, plugins, helpUrl, defaultIgnores: false }
    const told = (list: Outcome['errors']) => list.map(({ name, message: text }) => ({ name, text }))
    const found: (MessageLint | null)[] = []
    for (const message of messages) {
      const said = message === null ? null : await lint(message, rules, options)
      found.push(said && { errors: told(said.errors), warnings: told(said.warnings) })
    }
    return found
  } catch (error) {
    throw new CouldNotCheck(`commitlint failed: ${(error as Error).message.split('\n', 1)[0]}`)
  }
}

/** commitlint as the repository has it: whole, or the two parts of it that its command line is made of. */
async function findCommitlint(topLevel: string): Promise<Commitlint | null> {
  const resolver = createRequire(join(topLevel, 'package.json'))
  const bring = async <T>(name: string) => (await importModule(pathToFileURL(resolver.resolve(name)).href)) as T
  try {
    return await bring<Commitlint>('@commitlint/core')
  } catch {
    try {
      const load = await bring<{ default: Commitlint['load'] }>('@commitlint/load')
      const lint = await bring<{ default: Commitlint['lint'] }>('@commitlint/lint')
      return { load: load.default, lint: lint.default }
    } catch {
      return null
    }
  }
}
