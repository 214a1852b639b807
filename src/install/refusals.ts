import { visible } from '../visible.ts'
import type { Facts } from './facts.ts'
import { program } from './program.ts'

/** Other managers of hooks, by a file that they have at the top of a repository. */
const MANAGERS: readonly (readonly [RegExp, string])[] = [
  [/^\.?lefthook(?:-local)?\.(?:ya?ml|toml|jsonc?)$/, 'lefthook'],
  [/^\.pre-commit-config\.ya?ml$/, 'pre-commit'],
  [/^\.?prek\.toml$/, 'prek'],
  [/^\.?simple-git-hooks\.(?:[cm]?js|json)$/, 'simple-git-hooks'],
  [/^\.overcommit\.yml$/, 'overcommit'],
]

/** The hook manager that is at home here, with where it was seen; null when there is none. */
export function managerOf(facts: Facts): string | null {
  for (const [file, name] of MANAGERS) {
    const found = facts.topFiles.find((top) => file.test(top))
    if (found !== undefined) return `${name} (${visible(found, 80)})`
  }
  const own = packageOf(facts)
  return own['simple-git-hooks'] === undefined ? null : 'simple-git-hooks (package.json)'
}

/** Why install stops before a hook manager that it cannot add itself to, and what to do. */
export const hooksManaged = (facts: Facts, manager: string): string =>
  `${manager} manages the hooks of this repository, and install cannot add to it yet: let it run ${calls(facts)}`

/** Why install stops before a husky that knows nothing of `_/h`; null when there is none. */
export function oldHusky(facts: Facts): string | null {
  const own = packageOf(facts)
  const hooks = (own.husky as { hooks?: unknown } | undefined)?.hooks
  const wanted = declared(facts, 'husky')
  const major = Number(/\d+/.exec(wanted ?? '')?.[0] ?? Number.POSITIVE_INFINITY)
  if (hooks === undefined && major >= 9) return null
  return `package.json asks for husky ${hooks === undefined ? visible(wanted ?? '', 40) : '4 or older'}, and install knows husky 9: bring husky to 9, then run install again`
}

/** The version that package.json asks for, under whatever kind of dependency; null when it does not. */
export function declared(facts: Facts, name: string): string | null {
  const own = packageOf(facts)
  for (const kind of ['devDependencies', 'dependencies', 'optionalDependencies']) {
    const wanted = (own[kind] as Record<string, unknown> | undefined)?.[name]
    if (typeof wanted === 'string') return wanted
  }
  return null
}

/** package.json as an object; empty when there is none. */
export const packageOf = (facts: Facts): Readonly<Record<string, unknown>> => parsedPackage(facts) ?? {}

/** package.json as an object; null when there is none, or it is none. A byte order mark is not for JSON.parse. */
export function parsedPackage(facts: Facts): Readonly<Record<string, unknown>> | null {
  const text = facts.existing.get(`work:${facts.packageFolder ?? ''}package.json`)?.text
  try {
    const own: unknown = JSON.parse((text ?? '').replace(/^\uFEFF/, ''))
    return typeof own === 'object' && !Array.isArray(own) ? (own as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}

/** Why install stops before a core.hooksPath that leads away from what it knows, and what to do. */
export function hooksElsewhere(facts: Facts): string {
  const { scope, value } = facts.hooksPath.at(-1)!
  const said = value === '' ? 'is empty' : `is "${visible(value, 200)}"`
  const seen = `core.hooksPath ${said} (${visible(scope, 20)} configuration)`
  const list = '"git config --show-origin --get-all core.hooksPath"'
  if (facts.hooksPath.length > 1) {
    return `${seen}, and is set ${facts.hooksPath.length} times: leave one value (${list} says where they are), then run install again`
  }
  if (value === '')
    return `${seen}, so that git runs no hooks: unset it (${list} says where it is), then run install again`
  if (scope === 'local' && value.endsWith('/_')) {
    return `${seen}, as husky sets it, but husky's hooks are not there: set husky up again, or "git config --unset core.hooksPath", then run install again`
  }
  if (scope === 'local' || scope === 'worktree') {
    return `${seen}, a folder that install cannot add to yet: let the hooks there run ${calls(facts)}, or unset it and run install again`
  }
  return `${seen}: git would not run hooks of this repository, and install writes nothing outside it. Let the hooks there run ${calls(facts)}, or unset it (${list} says where it is) and run install again`
}

const calls = (facts: Facts): string =>
  `"${program(facts)} hook commit-msg" with the message file, and "${program(facts)} hook pre-push" with git's arguments and stdin`
