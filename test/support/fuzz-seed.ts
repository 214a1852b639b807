import fc from 'fast-check'

/** One seed for all properties of a run. A property that says nothing of its runs is tried as often as the run says. */
fc.configureGlobal({
  seed: Number(process.env['PRECHECK_FUZZ_SEED']),
  numRuns: Number(process.env['PRECHECK_FUZZ_RUNS']),
})
