import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hexDigest } from '../digest.ts'
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
    githubWorkflow: read('templates/github-workflow.yml'),
    gitlabCi: read('templates/gitlab-ci.yml'),
    huskyInstall: read('templates/husky-install.mjs'),
  }
}

/**
 * sha256 in hex of a program of ours, by default the one that is running, as the CI files of `templates/` take it of
 * what they download: over a line of `sha256sum` for package.json and each file of `bin` and `dist`, sorted by path.
 * Types are not run, and what hooks have compiled is not published. Null where nothing is built.
 */
export function programDigest(top = ownFile('.')): string | null {
  if (!existsSync(join(top, 'dist'))) return null
  const sum = (bytes: string | Buffer): string => hexDigest('sha256', bytes)
  const built = ['bin', 'dist'].flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${slashed(name)}`),
  )
  const files = ['package.json', ...built.filter((path) => !/^dist\/(?:types|compiled)(?:\/|$)/.test(path))]
    .filter((path) => statSync(join(top, path)).isFile())
    .sort()
  return sum(files.map((path) => `${sum(readFileSync(join(top, path)))}  ${path}\n`).join(''))
}

const slashed = (path: string): string => path.split(sep).join('/')

/** Where the husky of a folder is, by default our own, and its version; null when there is none. */
export function findHusky(folder = ownFile('.')): { readonly module: string; readonly version: string } | null {
  try {
    const module = createRequire(join(folder, 'package.json')).resolve('husky')
    // Its package.json is not among its exports.
    const { version } = JSON.parse(readFileSync(join(dirname(module), 'package.json'), 'utf8')) as { version: unknown }
    return { module, version: String(version) }
  } catch {
    return null
  }
}
