import type { CommandInput } from '../commands/catalogue.ts'
import type { RollbackOperation, RollbackPlan, RollbackSkip } from './plan-rollback.ts'

type Proposal = CommandInput<'patch.propose'>
type Proposed = Proposal['operations'][number]

/** Patches of one rollback. */
export const mostRollbackPatches = 20
/** What a patch may have. */
const mostOperations = 100
const mostCharacters = 190_000
const mostEvidence = 20

export interface RollbackWindow {
  /** What the connection is called. */
  readonly name: string
  readonly from: string
  readonly to: string
}

/**
 * A rollback as patches, of one project each and no longer than a patch may be, for people to decide on. What was made is archived: a
 * deletion cannot be undone. What is no operation of patches is skipped.
 */
export function rollbackPatches(
  plan: RollbackPlan,
  window: RollbackWindow,
): { readonly patches: readonly Proposal[]; readonly skipped: readonly RollbackSkip[] } {
  const skipped = [...plan.skipped]
  const byProject = new Map<string, Part[]>()
  for (const operation of plan.operations) {
    const proposed = toProposed(operation)
    if (proposed === null || lengthOf(proposed) > mostCharacters) {
      const { entityId, name } = operation
      skipped.push({ entityId, name, field: null, reason: 'not_in_a_patch' })
      continue
    }
    const parts = byProject.get(operation.projectId) ?? []
    const part = parts.at(-1)
    const length = lengthOf(proposed)
    if (part && part.operations.length < mostOperations && part.length + length <= mostCharacters) {
      part.operations.push(proposed)
      part.eventIds.push(operation.eventId)
      part.length += length
    } else parts.push({ operations: [proposed], eventIds: [operation.eventId], length })
    byProject.set(operation.projectId, parts)
  }
  const all = [...byProject].flatMap(([projectId, parts]) => parts.map((part) => ({ projectId, ...part })))
  return { patches: all.map((part, n) => toPatch(part, window, n + 1, all.length)), skipped }
}

interface Part {
  readonly operations: Proposed[]
  readonly eventIds: string[]
  length: number
}

const lengthOf = (operation: Proposed) => JSON.stringify(operation).length + 1

function toPatch(
  { projectId, operations, eventIds }: Part & { projectId: string },
  { name, from, to }: RollbackWindow,
  n: number,
  of: number,
): Proposal {
  const place = of === 1 ? '' : ` (${n} of ${of})`
  const order = of === 1 ? '' : ` This is part ${n} of ${of}; they are meant in this order.`
  return {
    projectId,
    title: `Take back what “${name}” did${place}`.slice(0, 500),
    rationale: `What the connection “${name}” did here from ${from} to ${to}: fields that it changed get the value that they had before, and tasks that it made are archived.${order}`,
    evidence: [
      { kind: 'metric', name: 'things changed by the connection', text: `${operations.length} from ${from} to ${to}` },
      ...eventIds
        .slice(0, mostEvidence)
        .map((id) => ({ kind: 'event' as const, id, text: `the connection “${name}” did this` })),
    ],
    operations,
  }
}

const isKey = /^[A-Za-z0-9_-]{1,60}$/

/** null: patches have no such operation. */
function toProposed({ type, entityId, name, data }: RollbackOperation): Proposed | null {
  // Written out as a patch has them, so that their length is known.
  const rest = { key: isKey.test(name) ? name : entityId, confidence: null, dependsOn: [] }
  if (type === 'task.delete')
    return { ...rest, command: 'task.archive', data: { id: entityId }, rationale: 'The sync made it.' }
  if (type !== 'task.update') return null
  const { baseVersion: _base, ...fields } = { ...data, id: entityId } as Record<string, unknown> & { id: string }
  return {
    ...rest,
    command: 'task.update',
    data: fields,
    rationale: 'As it was before the sync changed it.',
  } as Proposed
}
