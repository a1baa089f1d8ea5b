import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A state folder of which only the compiled code is kept, over all tests and runs: it is named by its content, and
 * webpack's seconds would be spent for each relay that a test starts.
 */
export const testHome = join(import.meta.dirname, '..', '..', '.cache', 'test-home')

/** Lets a state folder of its own find what was compiled for others. */
export function shareCompiled(home: string): void {
  const shared = join(testHome, 'cache')
  mkdirSync(shared, { recursive: true })
  symlinkSync(shared, join(home, 'cache'))
}
