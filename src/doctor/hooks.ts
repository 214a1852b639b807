import { join, resolve } from 'node:path'
import type { Facts } from '../install/facts.ts'
import { huskyFolder } from '../install/hooks-path.ts'
import { inFolder } from '../install/husky.ts'
import type { Backend } from '../install/journal.ts'
import { absolute } from '../install/look.ts'
import { blockOf, hasBlock } from '../install/marked-block.ts'
import { isOurs } from '../install/our-hooks.ts'
import { HOOKS, type HookName } from '../install/own-texts.ts'
import { shown } from '../install/shown.ts'
import type { Location } from '../install/step.ts'
import { broken, type Found, ok } from './finding.ts'

const AGAIN = 'precheck install'

/**
 * How hooks of ours are in place here: by what git would run, whoever brought it, and where that is nothing of ours by
 * what install did. Null: there are none, and there never were.
 */
export function backendOf(facts: Facts): Backend | null {
  const looksIn = folderOfGit(facts)
  const byGit = (['husky', 'hooks-directory'] as const).find(
    (backend) => looksIn === hooksFolder(facts, backend) && HOOKS.some((name) => isThere(facts, backend, name)),
  )
  return byGit ?? facts.journal?.backend ?? null
}

/** Where git looks for hooks in this work tree. Absolute. */
export function folderOfGit({ roots, hooksPath }: Facts): string {
  const value = hooksPath.at(-1)?.value
  return value === undefined ? absolute(roots, 'common:hooks') : resolve(roots.topLevel, value)
}

function isThere(facts: Facts, backend: Backend, name: HookName): boolean {
  if (backend === 'hooks-directory') return isOurs(facts.existing.get(`common:hooks/${name}`))
  const script: Location = `work:${huskyFolder(facts.hooksPath, facts.packageFolder)}/${name}`
  return hasBlock(script, facts.existing.get(script)?.text ?? '')
}

/** Where hooks of that kind are in this work tree. Absolute. */
export const hooksFolder = (facts: Facts, backend: Backend): string =>
  backend === 'husky'
    ? join(facts.roots.topLevel, huskyFolder(facts.hooksPath, facts.packageFolder), '_')
    : absolute(facts.roots, 'common:hooks')

/** Each hook of ours: in place, chained after one that was there, missing, not executable, or edited. */
export const hooksOf = (facts: Facts, backend: Backend): readonly Found[] =>
  HOOKS.map((name) => (backend === 'husky' ? huskyHook(facts, name) : folderHook(facts, name)))

function folderHook(facts: Facts, name: HookName): Found {
  const check = `hook ${name}`
  const at: Location = `common:hooks/${name}`
  const present = facts.existing.get(at)
  if (present === undefined) return broken(check, `${shown(facts, at)} is missing`, AGAIN)
  if (!isOurs(present)) return broken(check, `${shown(facts, at)} is not precheck's, and does not call it`, AGAIN)
  if (!present.executable) return broken(check, `${shown(facts, at)} is not executable, so git passes it over`, AGAIN)
  if (present.text === facts.texts.hooks[name]) return ok(check, 'in place')
  if (present.text !== facts.texts.chain) return edited(check, shown(facts, at))
  const own = facts.existing.get(`${at}.precheck`)
  const first = facts.existing.get(`${at}.precheck-orig`)
  if (own === undefined) return broken(check, `${shown(facts, `${at}.precheck`)} is missing`, AGAIN)
  if (!own.executable)
    return broken(check, `${shown(facts, `${at}.precheck`)} is not executable, so it does not run`, AGAIN)
  if (own.text !== facts.texts.hooks[name]) return edited(check, shown(facts, `${at}.precheck`))
  if (!first?.executable) {
    const gone = `${shown(facts, `${at}.precheck-orig`)}, the hook that runs before precheck's, is missing or not executable`
    return broken(check, `${gone}, so both fail`, 'put it back, or take both away and run precheck install')
  }
  return ok(check, `chained: the hook that was there runs first (${shown(facts, `${at}.precheck-orig`)})`)
}

/** What husky 9 writes for each hook; the script that it reads runs ours. */
const WRAPPER = /^#!\/usr\/bin\/env sh\r?\n\. "(?:\$\(dirname "\$0"\)|\$\{0%\/\*\})\/h"\s*$/

function huskyHook(facts: Facts, name: HookName): Found {
  const check = `hook ${name}`
  const folder = huskyFolder(facts.hooksPath, facts.packageFolder)
  const wrapper: Location = `work:${folder}/_/${name}`
  const script: Location = `work:${folder}/${name}`
  const runs = facts.existing.get(wrapper)
  if (runs === undefined || !facts.existing.has(`work:${folder}/_/h`)) {
    const missing = runs === undefined ? wrapper : `work:${folder}/_/h`
    return broken(check, `${shown(facts, missing)} is missing, so git runs no hook`, "your package manager's install")
  }
  if (!runs.executable)
    return broken(check, `${shown(facts, wrapper)} is not executable, so git passes it over`, 'npx --no-install husky')
  if (!WRAPPER.test(runs.text ?? ''))
    return broken(check, `${shown(facts, wrapper)} is not as husky writes it`, 'npx --no-install husky')
  const present = facts.existing.get(script)
  if (present?.text == null) return broken(check, `${shown(facts, script)} is missing`, AGAIN)
  if (!hasBlock(script, present.text)) return broken(check, `${shown(facts, script)} has no block of precheck's`, AGAIN)
  const text = present.text.replaceAll('\r\n', '\n')
  // From the top a package below it is not seen, but husky's folder is beside its package.json.
  const folders = [facts.packageFolder, folder.slice(0, folder.lastIndexOf('/') + 1)]
  const at = Math.max(
    ...folders.map((packageFolder) => text.indexOf(blockOf(inFolder(facts.texts.hooks[name], { packageFolder })))),
  )
  if (at < 0) return edited(check, shown(facts, script))
  if (/^(?:exec|exit)\b/m.test(present.text.slice(0, at)))
    return broken(check, `${shown(facts, script)} ends itself above precheck's block`, 'move the block to the top')
  return ok(check, at === 0 ? 'in place, run by husky' : 'chained: what stands above it runs first, by husky')
}

const edited = (check: string, name: string): Found =>
  broken(check, `${name} is not as this precheck installs it: it was edited, or another version wrote it`, AGAIN)
