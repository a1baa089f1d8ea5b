import { stepMain } from '../run-step.ts'
import { type PrepareTemporalOptions, prepareTemporal } from './prepare-temporal.ts'

await stepMain(prepareTemporal as (options: PrepareTemporalOptions) => Promise<undefined>)
