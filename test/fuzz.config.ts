import { mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

const runs = process.env['PRECHECK_FUZZ_RUNS'] ?? '20000'
const seed = process.env['PRECHECK_FUZZ_SEED'] ?? String(Date.now() % 2 ** 31)
process.stdout.write(`fuzz: ${runs} runs of each property, PRECHECK_FUZZ_SEED=${seed}\n`)

/** The tests with generated input, tried for longer. */
const fuzz = mergeConfig(config, {
  test: {
    testTimeout: 3_600_000,
    env: { PRECHECK_FUZZ_RUNS: runs, PRECHECK_FUZZ_SEED: seed },
  },
})
// A merge of lists keeps both.
delete fuzz.test!.projects
fuzz.test!.include = [
  'test/collect/{generated-histories,worth-verifying}.test.ts',
  'test/histories/no-false-alarm.test.ts',
  'test/git/{message,path-bytes,quoted-path,trailers}.test.ts',
  'test/policy/{expression,patterns-oracles,starter,suspicion}.test.ts',
  'test/report/{github,json,sarif,text}.test.ts',
  'test/signoff/{covered-paths,read-blocks,signed-off,statement}.test.ts',
]

export default fuzz
