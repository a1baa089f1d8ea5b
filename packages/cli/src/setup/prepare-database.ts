import { join } from 'node:path'
import { runStep } from '../stack/run-step.ts'

/** What the preparation of the database needs. */
export interface PrepareDatabaseInput {
  databaseUrl: string
  masterKey: string
  /** The slug of the workspace that must exist. */
  workspace: string
  /** This machine's key of an earlier start. */
  apiKey?: string | undefined
}

/** What it found or made. */
export interface PrepareDatabaseResult {
  applied: string[]
  workspaceId: string
  workspaceMade: boolean
  apiKey: string
}

/** Migrates, and sees to the first workspace and key, in a process of its own: the supervisor stays small. */
export function prepareDatabase(input: PrepareDatabaseInput): Promise<PrepareDatabaseResult> {
  return runStep<PrepareDatabaseResult>(join(import.meta.dirname, 'prepare-database-main.ts'), input)
}
