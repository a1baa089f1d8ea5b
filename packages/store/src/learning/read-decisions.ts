import { changedFieldsOf, type Decision } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { toInstant } from '../instants.ts'

/** What is older weighs next to nothing, or is one of very many. */
const most = 5_000

export interface DecisionFilter {
  readonly projectId?: string | undefined
}

/** A decision, the event that tells of it, and whether it stood in a question to a model that was to put it into words. */
export type StoredDecision = Decision & { readonly seq: number; readonly worded: boolean }

/** The newest decisions of people, in the order of the log. */
export async function readDecisions(
  tx: Tx,
  workspaceId: string,
  { projectId }: DecisionFilter = {},
): Promise<StoredDecision[]> {
  const rows = await tx<(Omit<Decision, 'fields'> & { seq: string; worded: boolean })[]>`
    select seq, patch_id, key, decided_at, member_id, project_id, agent, command, tags, confidence, outcome, data, edited, reason, worded
    from feedback
    where workspace_id = ${workspaceId} and member_id is not null ${projectId === undefined ? tx`` : tx`and project_id = ${projectId}`}
    order by seq desc, key desc limit ${most}`
  return rows
    .map((row) => ({
      ...row,
      ...{ seq: Number(row.seq), decidedAt: toInstant(row.decidedAt), fields: changedFieldsOf(row.command, row.data) },
    }))
    .reverse()
}

/** What policies let through, and how much of it was undone. */
export async function countPolicyDecisions(
  tx: Tx,
  workspaceId: string,
  { projectId }: DecisionFilter = {},
): Promise<{ accepted: number; undone: number }> {
  const [counts] = await tx<{ accepted: number; undone: number }[]>`
    select count(*)::int as accepted, count(*) filter (where outcome = 'undone')::int as undone from feedback
    where workspace_id = ${workspaceId} and policy_id is not null ${projectId === undefined ? tx`` : tx`and project_id = ${projectId}`}`
  return counts ?? { accepted: 0, undone: 0 }
}
