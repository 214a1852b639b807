import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Folders of pure functions, of whose tests few start a process. */
const PURE = ['agents', 'packages', 'policy', 'report', 'review', 'rules', 'signoff']

// A worker of its own for each file costs more than most of these take. Whoever starts processes has one nonetheless: the
// larger a worker has grown, the longer it takes to fork.
const together = PURE.flatMap((folder) =>
  readdirSync(join(root, 'test', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${folder}/${name}`),
).filter((file) => !/support\/(?:example|judged|repository)\.ts/.test(readFileSync(join(root, file), 'utf8')))

export default defineConfig({
  test: {
    root,
    globalSetup: [],
    // Most of a test is git's time, so that no core need be left to the runner.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A missing snapshot or golden file is a failure, never written on the side.
    update: false,
    reporters: ['default', new URL('./support/plain-line.ts', import.meta.url).pathname],
    projects: [
      // By name this one comes first, so that at the end there are small files for each worker.
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: together } },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
})
