import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with the plain line "N passed, N failed", from the run's real results. A file that could not be loaded,
 * a failing hook and an error outside of any test each count as one failure.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') count.passed++
        else if (state === 'failed') count.failed++
        else count.skipped++
      }
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
    }
    const line = `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`
    // A run inside of a test is not the run.
    if (process.env.VITEST_POOL_ID !== undefined) return
    const folder = join(import.meta.dirname, '..', '..', '.cache')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'test-result.txt'), `${line}\n`)
    // After the default reporter's own summary.
    process.on('exit', () => process.stdout.write(`${line}\n`))
  }
}
