import { type ExportedDecision, type LearningExample, redactorFor, toExamples } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { readDecisions } from './read-decisions.ts'

/** Of what an author says for a patch. */
const mostRationale = 4_000

/** The newest decisions as examples to train a model with, redacted. */
export async function readExamples(tx: Tx, workspaceId: string, projectId: string | null): Promise<LearningExample[]> {
  const decisions = await readDecisions(tx, workspaceId, { projectId: projectId ?? undefined })
  const ids = [...new Set(decisions.map(({ patchId }) => patchId))]
  const [patches, members] = await Promise.all([
    tx<{ id: string; title: string; rationale: string }[]>`
      select id, title, left(rationale, ${mostRationale}) as rationale from patches where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`,
    tx<{ id: string; name: string }[]>`select id, name from members where workspace_id = ${workspaceId}`,
  ])
  const words = new Map(patches.map((patch) => [patch.id, patch]))
  const redact = redactorFor(workspaceId, new Map(members.map(({ id, name }) => [id, name])))
  return decisions.flatMap((decision) => {
    const { title = '', rationale = '' } = words.get(decision.patchId) ?? {}
    return toExamples(workspaceId, { ...decision, title, rationale } satisfies ExportedDecision, redact)
  })
}
