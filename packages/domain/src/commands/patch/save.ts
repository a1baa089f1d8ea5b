import type { Patch } from '../../entities/patch.ts'
import { isWaiting, statusOf } from '../../patches/status.ts'
import type { CommandContext, CommandResult } from '../definition.ts'
import { snapshotOf } from '../entities.ts'

type PatchEvent =
  | 'patch.reviewed'
  | 'patch.applied'
  | 'patch.stale'
  | 'patch.undone'
  | 'patch.superseded'
  | 'patch.withdrawn'
  | 'patch.expired'

/** Stores what became of a patch, and where that brings it, and tells it. */
export function savePatch(
  context: CommandContext,
  id: string,
  values: Partial<Patch>,
  type: PatchEvent,
  told: Readonly<Record<string, unknown>> = {},
): CommandResult {
  const before = context.get('patch', id)
  const status = values.status ?? statusOf(values.operations ?? before.operations)
  const endedAt = isWaiting({ status }) ? null : (before.endedAt ?? context.now)
  const changes = context.update('patch', id, { ...values, status, endedAt })
  const patch = context.get('patch', id)
  context.emit({
    type,
    subject: { type: 'patch', id },
    projectId: patch.projectId,
    data: { patch: snapshotOf(patch), changes: snapshotOf(changes), ...told },
  })
  return { kind: 'patch', id, version: patch.version }
}
