import type { PlaybookManifest } from '@orchestrator/sdk/runtime'
import { buildFolder } from './build-folder.ts'
import type { PlaybookProblem } from './problem.ts'

/** Everything that would keep a folder of playbooks from being deployed, and what the playbooks are. Changes nothing. */
export async function checkPlaybooks(input: { folder: string; only?: readonly string[] | null }): Promise<{
  ok: boolean
  problems: readonly PlaybookProblem[]
  warnings: readonly PlaybookProblem[]
  playbooks: readonly PlaybookManifest[]
}> {
  const { problems, warnings, playbooks } = await buildFolder(input.folder, input.only)
  return { ok: problems.length === 0, problems, warnings, playbooks: playbooks.map(({ manifest }) => manifest) }
}
