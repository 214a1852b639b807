import fc from 'fast-check'

/** Generated input whose seed is set: the one door to fast-check. */
export { fc }

const LONG = Number(process.env['PRECHECK_FUZZ_RUNS'] ?? 0)

// `npm test` tries the same input each time, so that a change is never refused for what stood there before it; new input
// is the business of `npm run fuzz`.
fc.configureGlobal({
  seed: Number(process.env['PRECHECK_FUZZ_SEED'] ?? 1),
  ...(LONG > 0 ? { numRuns: LONG } : {}),
})

/**
 * How often a property is tried: `few` times in `npm test`, PRECHECK_FUZZ_RUNS times in `npm run fuzz`. `cost`: how many
 * times longer one of its runs takes than what a function of ours does.
 */
export const runs = (few: number, cost = 1): number => Math.max(few, Math.ceil(LONG / cost))

/** Seeds of generated histories: these few in `npm test`, and in `npm run fuzz` one more for every thousand runs. */
export const seeds = (...few: readonly number[]): readonly number[] => [
  ...few,
  ...Array.from({ length: Math.ceil(LONG / 1_000) }, (_, at) => 10_000 + at),
]
