import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Environment } from '../git/process.ts'
import { runEntry } from '../git/run-entry.ts'
import type { Facts } from '../install/facts.ts'
import { huskyFolder } from '../install/hooks-path.ts'
import { programDigest } from '../install/own-files.ts'
import { visible } from '../visible.ts'
import { broken, type Found, look, ok } from './finding.ts'

/**
 * Whether the program that the hooks start is there, runs, and is the one that it says it is: the recorded one, else the
 * package's own.
 */
export function entryOf(facts: Facts, env: Environment, version: string): Found {
  const check = 'program'
  const [node = '', recorded = ''] = (facts.existing.get('common:precheck/entry')?.text ?? '').split('\n')
  const entry = [recorded, ...installedIn(facts)].find((path) => path !== '' && existsSync(path))
  const again = 'precheck install'
  if (entry === undefined) {
    const packages = `your package manager's install if package.json has precheck, else ${again}`
    return broken(check, 'there is none where the hooks look for it', facts.journal === null ? packages : again)
  }
  const name = visible(entry, 300)
  const ran = runEntry(node !== '' && existsSync(node) ? node : 'node', entry, facts.roots.topLevel, env)
  if (ran.version === null) return broken(check, `${name} does not run: ${visible(ran.said, 300)}`, again)
  if (ran.version !== version)
    return look(check, `the hooks run ${name}, version ${visible(ran.version, 40)}, and this is ${version}`, again)
  if (facts.digest !== null && digestOf(entry) !== facts.digest)
    return broken(check, `${name} says that it is version ${version}, and is not what that is made of`, again)
  return ok(check, `${name}, version ${visible(ran.version, 40)}`)
}

/** Where hooks look for the package's own program: here, then beside the common directory, for linked work trees. */
function installedIn({ roots, hooksPath, packageFolder }: Facts): readonly string[] {
  // From the top a package below it is not seen, but husky's folder is beside its package.json.
  const folders = [packageFolder ?? '', huskyFolder(hooksPath, packageFolder).replace(/[^/]*$/, '')]
  return [roots.topLevel, join(roots.commonDir, '..')].flatMap((top) =>
    folders.map((folder) => join(top, folder, 'node_modules/precheck/bin/precheck.js')),
  )
}

/** Of the package that a program's file is in; null: it is in none. */
function digestOf(entry: string): string | null {
  try {
    return programDigest(dirname(dirname(realpathSync(entry))))
  } catch {
    return null
  }
}
