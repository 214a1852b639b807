import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HOOKS, type HookName, type OwnTexts } from './own-texts.ts'

/** Absolute path of a file of this package, from its top. The code runs from `src/` or from a chunk in `dist/`. */
export function ownFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'hooks', 'commit-msg')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, path)
}

/** Reads everything that install may write. */
export function readOwnTexts(): OwnTexts {
  const read = (path: string): string => readFileSync(ownFile(path), 'utf8')
  return {
    hooks: Object.fromEntries(HOOKS.map((name) => [name, read(`hooks/${name}`)])) as Record<HookName, string>,
    chain: read('hooks/chain'),
    policy: read('templates/policy.yml'),
    agents: read('templates/agents.md'),
    huskyInstall: read('templates/husky-install.mjs'),
  }
}

/** Where our own husky is, and its version; null when the package was installed without it. */
export function findHusky(): { readonly module: string; readonly version: string } | null {
  try {
    const module = createRequire(import.meta.url).resolve('husky')
    // Its package.json is not among its exports.
    const { version } = JSON.parse(readFileSync(join(dirname(module), 'package.json'), 'utf8')) as { version: string }
    return { module, version }
  } catch {
    return null
  }
}
