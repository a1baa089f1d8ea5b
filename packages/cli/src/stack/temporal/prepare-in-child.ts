import { join } from 'node:path'
import { runStep } from '../run-step.ts'
import type { PrepareTemporalOptions } from './prepare-temporal.ts'

/** Does `prepareTemporal` in a short-lived process, so that its gRPC client takes no memory of the supervisor. */
export async function prepareInChild(options: PrepareTemporalOptions): Promise<void> {
  await runStep(join(import.meta.dirname, 'prepare-main.ts'), options)
}
