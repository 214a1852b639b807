import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with one plain line, "N passed, N failed", that a CI log can be read by. */
export default class PlainLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    let skipped = 0
    let threats = 0
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
        if (state === 'passed' && test.meta().threat !== undefined) threats += 1
      }
    }
    // Each of these has played an attack and its twin to their ends.
    if (threats > 0) process.stdout.write(`${threats} threat cases refused, ${threats} twins passed\n`)
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`)
  }
}
