import { readdirSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { type Environment, runGit } from '../git/process.ts'
import { loadJournal } from './facts.ts'
import { absolute, lookAt } from './look.ts'
import { openPlace } from './place.ts'
import { readSettings } from './settings.ts'
import type { Location } from './step.ts'
import type { Installed } from './uninstall-plan.ts'

/**
 * Gathers what uninstall decides from; null when install has left nothing here to take back.
 * @throws {UsageError} when there is no repository, our journal in it cannot be read, or tells of a work tree and there is
 * none here.
 */
export async function gatherInstalled(cwd: string, env: Environment): Promise<Installed | null> {
  const { repository, roots } = await openPlace(cwd, env)
  const journal = loadJournal(roots)
  if (!journal) return null
  if (repository.topLevel === null && journal.traces.some((trace) => 'at' in trace && trace.at.startsWith('work:'))) {
    throw new UsageError('install has put something into a work tree of this repository: run uninstall there')
  }
  const { hooksPath, local } = await readSettings(repository)
  const config = new Map<string, string>()
  const tracked = new Set<string>()
  let huskyFiles: readonly string[] = []
  for (const trace of journal.traces) {
    if (trace.kind === 'config') {
      const value = local.get(trace.key)
      if (value !== undefined) config.set(trace.key, value)
    } else if (trace.kind === 'staged') {
      const listed = await runGit(repository.place, ['ls-files', '-z', '--', trace.path])
      if (listed.length > 0) tracked.add(trace.path)
    } else if (trace.kind === 'hooks-path') {
      huskyFiles = namesIn(absolute(roots, `work:${trace.value.replace(/\/_$/, '')}`))
    }
  }
  const locations = journal.traces.flatMap((trace): readonly Location[] =>
    'at' in trace ? [trace.at, `${trace.at}.precheck-orig`] : [],
  )
  return { roots, journal, existing: lookAt(roots, locations), huskyFiles, hooksPath, config, tracked }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
