import {
  type Command,
  deriveId,
  type FieldConflict,
  type FieldMap,
  type SyncConflict,
  sameValue,
} from '@orchestrator/domain'
import type { ExternalItem, Tx } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

type Known = Pick<SyncConflict, 'id' | 'field' | 'ours' | 'theirs' | 'status' | 'choice'>

/** The last question about each field of a thing, and how it was answered. Of a mapping that never asks there is none. */
export async function knownConflicts(
  tx: Tx,
  { claim }: SyncContext,
  rules: readonly FieldMap[],
  entityId: string,
): Promise<readonly Known[]> {
  if (!rules.some(({ policy }) => policy === 'ask')) return []
  return tx<Known[]>`
    select distinct on (field) id, field, ours, theirs, status, choice from sync_conflicts
    where workspace_id = ${claim.workspaceId} and connection_id = ${claim.connectionId} and entity_id = ${entityId}
    order by field, created_at desc, id desc`
}

/** What a person has decided of just these values. */
export function decidedRules(
  rules: readonly FieldMap[],
  conflicts: readonly FieldConflict[],
  known: readonly Known[],
): readonly FieldMap[] {
  return rules.map((rule) => {
    const conflict = conflicts.find(({ field }) => field === rule.theirs)
    const answer = known.find(({ field }) => field === rule.ours)
    if (!conflict || answer?.status !== 'resolved' || answer.choice === null || !isAbout(answer, conflict)) return rule
    return { ...rule, policy: answer.choice }
  })
}

/** Questions that are new or about other values by now are asked; those that nobody needs to answer any more are taken back. */
export function tellConflicts(
  rules: readonly FieldMap[],
  conflicts: readonly FieldConflict[],
  known: readonly Known[],
  item: ExternalItem,
): Command[] {
  const asked = conflicts.flatMap((conflict): Command[] => {
    const field = rules.find(({ theirs }) => theirs === conflict.field)?.ours ?? conflict.field
    const last = known.find((one) => one.field === field)
    if (last?.status === 'open' && isAbout(last, conflict)) return []
    const { mappingId, entityKind, entityId, url } = item
    const { base, ours, theirs } = conflict
    const data = { mappingId, entityKind, entityId, externalUrl: url, field, base, ours, theirs }
    return [{ id: deriveId(item.id, 'ask', item.step, field), type: 'sync_conflict.open', data } as unknown as Command]
  })
  const over = known.filter(
    ({ status, field }) =>
      status === 'open' &&
      !conflicts.some((conflict) => rules.some(({ ours, theirs }) => ours === field && theirs === conflict.field)),
  )
  const settled = over.map(
    ({ id }) =>
      ({
        id: deriveId(item.id, 'settle', item.step, id),
        type: 'sync_conflict.settle',
        data: { id },
      }) as unknown as Command,
  )
  return [...asked, ...settled]
}

const isAbout = (known: Known, { ours, theirs }: FieldConflict) =>
  sameValue(known.ours, ours) && sameValue(known.theirs, theirs)
