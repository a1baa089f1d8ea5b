import { renewEpoch } from '@orchestrator/store'
import { stepMain } from '../stack/run-step.ts'
import type { DatabaseAccess } from './find-database.ts'

await stepMain(({ databaseUrl }: DatabaseAccess) => renewEpoch({ databaseUrl }))
