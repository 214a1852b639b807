import { type GitPlace, runGit } from './process.ts'

/**
 * The effective configuration; keys as git normalises them (section and name in lower case). The last value counts, and
 * keys stand in the order of their last value.
 */
export type Config = ReadonlyMap<string, string>

/**
 * Reads the whole effective configuration in one process. Each entry is `<key> LF <value> NUL`; a key without a value
 * (`[a] b`) has no newline and means true.
 */
export async function readConfig(place: GitPlace): Promise<Config> {
  const out = (await runGit(place, ['config', '-z', '--list', '--includes'])).toString('utf8')
  const config = new Map<string, string>()
  for (const entry of out.split('\0')) {
    if (entry === '') continue
    const newline = entry.indexOf('\n')
    const key = newline < 0 ? entry : entry.slice(0, newline)
    // Taken out first, so that keys stand in the order of their last value: of two that mean the same, the last counts.
    config.delete(key)
    config.set(key, newline < 0 ? 'true' : entry.slice(newline + 1))
  }
  return config
}
