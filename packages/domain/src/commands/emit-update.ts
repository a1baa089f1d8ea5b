import type { EventType } from '../events/catalogue.ts'
import type { CommandContext, CommandResult } from './definition.ts'
import { type Entities, type EntityKind, snapshotKey, snapshotOf } from './entities.ts'

/** Updates a row and, if anything changed, emits the one event that says so. */
export function emitUpdate<K extends EntityKind>(
  context: CommandContext,
  kind: K,
  id: string,
  patch: Partial<Entities[K]>,
  event: { type: EventType; projectId?: string | null; baseVersion?: number | undefined },
): CommandResult {
  const defined = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<
    Entities[K]
  >
  const changes = context.update(kind, id, defined, { baseVersion: event.baseVersion })
  const row = context.get(kind, id)
  if (Object.keys(changes).length > 0) {
    const data = { [snapshotKey(kind)]: snapshotOf(row), changes: snapshotOf(changes) }
    context.emit({ type: event.type, subject: { type: kind, id }, projectId: event.projectId ?? null, data })
  }
  return { kind, id, version: 'version' in row ? row.version : 1 }
}

/** Inserts a row and emits its first event. */
export function emitInsert<K extends EntityKind>(
  context: CommandContext,
  kind: K,
  row: Entities[K],
  event: { type: EventType; projectId?: string | null },
): CommandResult {
  context.insert(kind, row)
  const data = { [snapshotKey(kind)]: snapshotOf(row) }
  context.emit({ type: event.type, subject: { type: kind, id: row.id }, projectId: event.projectId ?? null, data })
  return { kind, id: row.id, version: 1 }
}

/** Removes a row and emits its last event, which carries its last snapshot. */
export function emitRemove<K extends EntityKind>(
  context: CommandContext,
  kind: K,
  id: string,
  event: { type: EventType; projectId?: string | null },
): CommandResult {
  const row = context.get(kind, id)
  context.remove(kind, id)
  const data = { [snapshotKey(kind)]: snapshotOf(row) }
  context.emit({ type: event.type, subject: { type: kind, id }, projectId: event.projectId ?? null, data })
  return { kind, id, version: 'version' in row ? row.version : 1 }
}
