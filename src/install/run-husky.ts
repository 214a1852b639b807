import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { CouldNotCheck } from '../errors.ts'
import type { Environment } from '../git/process.ts'
import { findHusky } from './own-files.ts'

/**
 * Calls husky's own function for the folder (a path from the top, without `/_`). It looks for `.git` in the folder of
 * its process, and reads HUSKY from its environment: so it gets a process of its own. It never throws, and its program
 * exits 0 whatever happened: what it returns is the only word on whether it did anything, and '' is success.
 * @throws {CouldNotCheck} with what husky returned.
 */
export function runHusky(topLevel: string, folder: string, env: Environment): void {
  const husky = findHusky()
  if (!husky) throw new CouldNotCheck('husky is not installed beside precheck')
  const call = `import husky from ${JSON.stringify(pathToFileURL(husky.module).href)}
process.stdout.write(JSON.stringify(husky(${JSON.stringify(folder)})))`
  const { NODE_OPTIONS: _, ...own } = env
  const done = spawnSync(process.execPath, ['--input-type=module', '--eval', call], {
    cwd: topLevel,
    env: own as NodeJS.ProcessEnv,
    encoding: 'utf8',
  })
  const returned: unknown = done.status === 0 ? JSON.parse(done.stdout) : done.stderr.trim().split('\n').at(-1)
  if (returned !== '') throw new CouldNotCheck(`husky did not set its hooks up: ${String(returned).trim()}`)
}
