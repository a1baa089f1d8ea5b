import { type ChangedFile, changeSetIdOf } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

export interface Changes {
  /** 0: nothing was ever attached. */
  readonly version: number
  readonly files: readonly (ChangedFile & { readonly content: string | null })[]
}

/** The files that were changed for a task, with their contents. */
export async function readChanges(tx: Tx, workspaceId: string, taskId: string): Promise<Changes> {
  const [set] = await tx<{ version: number; files: ChangedFile[]; contents: Record<string, string> }[]>`
    select version, files, contents from change_sets where workspace_id = ${workspaceId} and id = ${changeSetIdOf(taskId)}`
  if (set === undefined) return { version: 0, files: [] }
  const { version, files, contents } = set
  return { version, files: files.map((file) => ({ ...file, content: contents[file.path] ?? null })) }
}
