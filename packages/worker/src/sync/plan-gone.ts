import { type Command, deriveId, type FieldMap } from '@orchestrator/domain'
import { fieldsOf, type Item } from '@orchestrator/integrations'
import { changeItem, type ExternalItem, leaveHanging, type SyncMapping, type Tx } from '@orchestrator/store'
import { madeHere } from './made-here.ts'
import { nothing, type Plan } from './plan.ts'
import type { SyncContext } from './sync-context.ts'

/** It was deleted there: what its mapping says is done here. Nothing goes with it but itself. */
export function planGoneThere(
  { claim }: SyncContext,
  {
    mapping,
    item,
    entity,
  }: { mapping: SyncMapping; item: ExternalItem; entity: { readonly id: string; readonly status?: unknown } | null },
): Plan {
  const settle: NonNullable<Plan['here']>['settle'] = (tx) => [
    changeItem(tx, claim.workspaceId, item, { state: 'gone_there' }),
  ]
  const commands = entity === null ? [] : goneCommands(mapping, item, entity)
  return { about: item.entityId, here: { commands, settle }, links: [], there: null }
}

/** What its mapping says is done here of what is no longer there. */
export function goneCommands(
  { deletedThere }: SyncMapping,
  item: ExternalItem,
  entity: { readonly id: string; readonly status?: unknown },
): Command[] {
  const id = deriveId(item.id, 'gone', item.step)
  if (deletedThere === 'keep') return []
  if (item.entityKind !== 'task')
    return [{ id, type: `${item.entityKind}.delete`, data: { id: entity.id } } as unknown as Command]
  if (deletedThere === 'delete') return [{ id, type: 'task.delete', data: { id: entity.id } } as unknown as Command]
  if (entity.status === 'completed' || entity.status === 'canceled') return []
  return [{ id, type: 'task.update', data: { id: entity.id, status: 'canceled' } } as unknown as Command]
}

/** It was deleted here: what its mapping says is done there. */
export function planGoneHere(
  context: SyncContext,
  { mapping, item, theirs }: { mapping: SyncMapping; item: ExternalItem; theirs: Item },
): Plan {
  const { store, claim, session, stillMine } = context
  if (item.state !== 'linked') return nothing
  if (mapping.deletedHere === 'keep') return planLeaveOut(context, item)
  const closes = mapping.deletedHere === 'close' && item.entityKind === 'task'
  const { type, rules } = fieldsOf(context.connector, mapping, item.type, madeHere(item))
  // Some services delete nothing: they close it.
  const state = closes || !type.removes ? 'left_out' : 'gone_here'
  const there = async () => {
    const ref = { type: item.type, id: theirs.id }
    stillMine()
    if (!closes) await session.remove(ref, mapping.containerId)
    else {
      const closed = closedValue(rules)
      if (closed !== null) await session.update(ref, mapping.containerId, closed)
    }
    await store.write(claim.workspaceId, (tx) => Promise.all(setState(tx, context, item, state)))
    return undefined
  }
  return { about: item.entityId, here: null, links: [], there }
}

/** It was deleted here, and its item stays: nothing is asked of the service for that. */
export const planLeaveOut = (context: SyncContext, item: ExternalItem): Plan => planState(context, item, 'left_out')

/** What was left out here is gone there as well. */
export const planGoneBoth = (context: SyncContext, item: ExternalItem): Plan => planState(context, item, 'gone_here')

const planState = (context: SyncContext, item: ExternalItem, state: 'left_out' | 'gone_here'): Plan => ({
  about: item.entityId,
  here: { commands: [], settle: (tx) => setState(tx, context, item, state) },
  links: [],
  there: null,
})

const setState = (tx: Tx, { claim }: SyncContext, item: ExternalItem, state: 'left_out' | 'gone_here') => [
  changeItem(tx, claim.workspaceId, item, { state }),
  leaveHanging(tx, claim.workspaceId, item, state),
]

/** How the service says that nobody does it any more. */
function closedValue(rules: readonly FieldMap[]): Item['fields'] | null {
  const status = rules.find(({ ours }) => ours === 'status')
  const value =
    status?.values?.find(({ ours }) => ours === 'canceled') ?? status?.values?.find(({ ours }) => ours === 'completed')
  return status && value ? { [status.theirs]: value.theirs } : null
}
