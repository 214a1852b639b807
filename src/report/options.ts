/** An option of a command line with its values: `['--trailer', 'Task-Id: ABC-1']`. */
type Option = readonly string[]

/** Options of ours whose value may begin with a hyphen. */
const TAKES_ANY = new Set(['--trailer', '--leave-out'])

/** `['--trailer', 'A: b', '-s']` as `[['--trailer', 'A: b'], ['-s']]`. */
export function splitOptions(args: readonly string[]): Option[] {
  const options: string[][] = []
  for (const arg of args) {
    const last = options.at(-1)
    const isValue = last !== undefined && (!arg.startsWith('-') || (last.length === 1 && TAKES_ANY.has(last[0]!)))
    if (isValue) last.push(arg)
    else options.push([arg])
  }
  return options
}

/** Each once, in the order in which they first stood. */
export const distinct = (options: readonly Option[]): Option[] => [
  ...new Map(options.map((option) => [JSON.stringify(option), option])).values(),
]

const trailerKey = (option: Option): string | null =>
  option[0] === '--trailer' ? (option[1]?.split(':', 1)[0]?.trim().toLowerCase() ?? null) : null

// One line for each path: every one of them stands, and a path may look like a blank.
const LISTED_KEY = 'sign-off-requested'

/** Whether the reader has to fill something in: `<…>` in a trailer, but not the address in `Name <name@example.com>`. */
export function hasBlank(option: Option): boolean {
  const key = trailerKey(option)
  return key !== null && key !== LISTED_KEY && /<[^<>@]+>/.test(option[1]!)
}

/** Two findings may ask for one trailer, and one of them know its value: a blank gives way to that, or to the first. */
export function withoutOutbid(options: readonly Option[]): Option[] {
  const best = new Map<string, Option>()
  for (const option of options) {
    const key = trailerKey(option)
    if (key === null) continue
    const known = best.get(key)
    if (known === undefined || (hasBlank(known) && !hasBlank(option))) best.set(key, option)
  }
  return options.filter((option) => !hasBlank(option) || best.get(trailerKey(option)!) === option)
}
