import {
  chmodSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Environment } from '../git/process.ts'
import { runHusky } from '../git/run-husky.ts'
import { openForWriting, type Writing, withoutRepository } from '../git/write.ts'
import { absolute, type Roots } from './look.ts'
import { findHusky } from './own-files.ts'
import type { Location, Step } from './step.ts'

/**
 * Carries out the steps in their order and says each one when it is done. Killed at any point, it has left whole files
 * and nothing half; planned again from there, what is left to do is what is left of the plan.
 * @throws {UsageError} before the first change, when one of them would land outside the repository.
 */
export async function applySteps(
  steps: readonly Step[],
  roots: Roots,
  env: Environment,
  say: (line: string) => void,
): Promise<void> {
  for (const location of steps.flatMap(locationsOf)) refuseOutside(roots, location)
  const git = openForWriting(roots.topLevel, env)
  for (const step of steps) {
    await applyStep(step, roots, env, git)
    if (step.says !== '') say(step.says)
  }
}

async function applyStep(step: Step, roots: Roots, env: Environment, git: Writing): Promise<void> {
  switch (step.do) {
    case 'write':
      return writeWhole(absolute(roots, step.at), step.text, step.executable)
    case 'remove':
      return rmSync(absolute(roots, step.at), { force: true })
    case 'remove-tree':
      return rmSync(absolute(roots, step.at), { recursive: true, force: true })
    case 'rename':
      return renameSync(absolute(roots, step.from), absolute(roots, step.to))
    case 'remove-empty-folder':
      return removeIfEmpty(absolute(roots, step.at))
    case 'set-config':
      return git.setConfig(step.key, step.value)
    case 'unset-config':
      return git.unsetConfig(step.key)
    case 'unset-hooks-path':
      return git.unsetHooksPath()
    case 'run-husky':
      return runHusky(findHusky()?.module ?? null, roots.topLevel, step.path, withoutRepository(env))
    case 'stage':
      return git.stageIgnored(step.path)
    case 'unstage':
      return git.unstage(step.path)
    case 'leave':
      return
  }
}

/** Writes a file so that there is always either the old one or the new one, whole, by that name. */
function writeWhole(path: string, text: string, executable: boolean): void {
  mkdirSync(dirname(path), { recursive: true })
  // One name, not a random one: what a killed run has left is written over by the next.
  const fresh = `${path}.precheck-new`
  rmSync(fresh, { force: true })
  const present = statSync(path, { throwIfNoEntry: false })
  const mode = ((present?.mode ?? 0o644) | (executable ? 0o111 : 0)) & 0o777
  writeFileSync(fresh, text, { mode, flag: 'wx' })
  // The umask is for new files; one that was there keeps the bits that it had.
  if (present) chmodSync(fresh, mode)
  renameSync(fresh, path)
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT' && code !== 'ENOTDIR') throw error
  }
}

function locationsOf(step: Step): readonly Location[] {
  if (step.do === 'rename') return [step.from, step.to]
  if (step.do === 'run-husky') return [`work:${step.path}/_/h`]
  return 'at' in step ? [step.at] : []
}

/** A link in the way (`.husky` that leads to a home folder) must not carry a change out of the repository. */
function refuseOutside(roots: Roots, location: Location): void {
  const root = realpathSync(location.startsWith('work:') ? roots.topLevel : roots.commonDir)
  let folder = dirname(absolute(roots, location))
  while (!existsSync(folder)) folder = dirname(folder)
  const inside = relative(root, realpathSync(folder))
  if (inside !== '..' && !inside.startsWith(`..${sep}`) && inside !== realpathSync(folder)) return
  throw new UsageError(`${join(folder)} leads out of the repository by a link: install writes nothing outside it`)
}
