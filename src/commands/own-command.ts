import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BY_PACKAGES, type Command } from '../remedy.ts'

/**
 * How a reader calls this precheck again without the network: through the repository's own node_modules where it is
 * installed there, else by the path of its entry file.
 */
export function ownCommand(topLevel: string | null): Command {
  if (topLevel !== null && existsSync(join(topLevel, 'node_modules', 'precheck', 'package.json'))) {
    return BY_PACKAGES
  }
  // Built files lie in dist/, beside bin/.
  let folder = join(fileURLToPath(import.meta.url), '..')
  while (!existsSync(join(folder, 'bin', 'precheck.js')) && folder !== join(folder, '..')) folder = join(folder, '..')
  const entry = join(folder, 'bin', 'precheck.js')
  return [existsSync(entry) ? realpathSync(entry) : 'precheck']
}
