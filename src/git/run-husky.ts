import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { CouldNotCheck } from '../errors.ts'
import type { Environment } from './process.ts'

/**
 * Calls husky's own function for a folder (from the top, without `/_`); `module` is husky's file, null when there is
 * none. husky asks git by the folder and the environment of its process, so it gets a process of its own. It never throws,
 * and its program exits 0 whatever happened: what it returns is the only word on whether it did anything; '' is success.
 * @throws {CouldNotCheck} with what husky returned.
 */
export function runHusky(module: string | null, topLevel: string, folder: string, env: Environment): void {
  if (module === null) throw new CouldNotCheck('husky is not installed beside precheck')
  const call = `import husky from ${JSON.stringify(pathToFileURL(module).href)}
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
