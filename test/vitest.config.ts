import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    root: new URL('..', import.meta.url).pathname,
    globalSetup: [],
    // Most of a test is git's time, so that no core need be left to the runner.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A missing snapshot or golden file is a failure, never written on the side.
    update: false,
    reporters: ['default', new URL('./support/plain-line.ts', import.meta.url).pathname],
  },
})
