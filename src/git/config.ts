import { type GitPlace, gitFailed, runGit, waitForGit } from './process.ts'

/**
 * The effective configuration; keys as git normalises them (section and name in lower case). The last value counts, and
 * keys stand in the order of their last value.
 */
export type Config = ReadonlyMap<string, string>

const LIST = ['config', '-z', '--list', '--includes']

/** Reads the whole effective configuration in one process. */
export const readConfig = async (place: GitPlace): Promise<Config> => configIn(await runGit(place, LIST))

/** The same for a hook, which has nothing else to do meanwhile. */
export function waitForConfig(place: GitPlace): Config {
  const result = waitForGit(place, LIST)
  if (result.status !== 0) throw gitFailed(LIST, result)
  return configIn(result.stdout)
}

/** Each entry is `<key> LF <value> NUL`; a key without a value (`[a] b`) has no newline and means true. */
function configIn(out: Buffer): Config {
  const config = new Map<string, string>()
  for (const entry of out.toString('utf8').split('\0')) {
    if (entry === '') continue
    const newline = entry.indexOf('\n')
    const key = newline < 0 ? entry : entry.slice(0, newline)
    // Taken out first, so that keys stand in the order of their last value: of two that mean the same, the last counts.
    config.delete(key)
    config.set(key, newline < 0 ? 'true' : entry.slice(newline + 1))
  }
  return config
}
