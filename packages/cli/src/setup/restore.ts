import { join } from 'node:path'
import { runStep } from '../stack/run-step.ts'
import type { DatabaseAccess } from './find-database.ts'

/** Renews the store's epoch in a process of its own; gives the new one. */
export function restoreInChild(access: DatabaseAccess): Promise<number> {
  return runStep<number>(join(import.meta.dirname, 'restore-main.ts'), access)
}
