/**
 * How often a property is tried: `few` times in `npm test`, PRECHECK_FUZZ_RUNS times in `npm run fuzz`. `cost`: how many
 * times longer one of its runs takes than what a function of ours does.
 */
export const runs = (few: number, cost = 1): number => Math.max(few, Math.ceil(LONG / cost))

const LONG = Number(process.env['PRECHECK_FUZZ_RUNS'] ?? 0)

/** Seeds of generated histories: these few in `npm test`, and in `npm run fuzz` one more for every thousand runs. */
export const seeds = (...few: readonly number[]): readonly number[] => [
  ...few,
  ...Array.from({ length: Math.ceil(LONG / 1_000) }, (_, at) => 10_000 + at),
]
