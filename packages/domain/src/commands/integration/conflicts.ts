import * as z from 'zod'
import { FieldValue, SyncConflict } from '../../entities/sync-conflict.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'

const Value = FieldValue.nullable()

/** Not public, as the next: whoever syncs has seen it. It takes no right to be told. */
export const openConflict = defineCommand({
  type: 'sync_conflict.open',
  summary: 'Ask a person which of two values a field has',
  public: false,
  data: z.strictObject({
    id: NewEntityId,
    mappingId: Id,
    entityKind: SyncConflict.shape.entityKind,
    entityId: Id,
    externalUrl: z.string().max(2_000).nullable().default(null),
    field: z.string().min(1).max(200),
    base: Value.default(null),
    ours: Value,
    theirs: Value,
  }),
  needs: ({ id, mappingId, entityId, field }) => [
    { kind: 'mapping', by: { id: mappingId }, keep: true },
    { kind: 'sync_conflict', ids: [id] },
    { kind: 'sync_conflict', by: { entityId, field, status: 'open' }, write: true },
  ],
  decide({ id = undefined, ...data }, context) {
    const { connectionId, projectId } = context.get('mapping', data.mappingId, 'mappingId')
    const { entityId, field } = data
    const open = context.findBy('sync_conflict', { connectionId, entityId, field, status: 'open' })
    // One side may have gone on changing; it is still one question.
    if (open) {
      const { base, ours, theirs } = data
      const event = { type: 'sync_conflict.updated' as const, projectId }
      return emitUpdate(context, 'sync_conflict', open.id, { base, ours, theirs }, event)
    }
    const conflict: SyncConflict = {
      id: id ?? deriveId(context.commandId, 'sync_conflict'),
      ...data,
      connectionId,
      projectId,
      status: 'open',
      choice: null,
      resolvedById: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'sync_conflict', conflict, { type: 'sync_conflict.opened', projectId })
  },
})

export const settleConflict = defineCommand({
  type: 'sync_conflict.settle',
  summary: 'Tell that both sides came to the same by themselves',
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'sync_conflict', ids: [id], write: true }],
  decide({ id }, context) {
    const { status, version, projectId } = context.get('sync_conflict', id, 'id')
    if (status !== 'open') return { kind: 'sync_conflict', id, version }
    return emitUpdate(context, 'sync_conflict', id, { status: 'gone' }, { type: 'sync_conflict.gone', projectId })
  },
})

export const resolveConflict = defineCommand({
  type: 'sync_conflict.resolve',
  summary: 'Decide which side’s value a field has on both sides',
  data: z.strictObject({ id: Id, choice: z.enum(['ours', 'theirs']) }),
  needs: ({ id }) => [{ kind: 'sync_conflict', ids: [id], write: true }],
  decide({ id, choice }, context) {
    const conflict = context.get('sync_conflict', id, 'id')
    const { projectId } = conflict
    context.allow('task.edit', projectId)
    if (conflict.status === 'gone')
      throw new AppError('invalid_state', 'there is nothing to decide any more: both sides are the same')
    if (conflict.status === 'resolved' && conflict.choice !== choice)
      throw new AppError('already_answered', `it was decided already: ${conflict.choice}`)
    const patch = { status: 'resolved' as const, choice, resolvedById: conflict.resolvedById ?? context.actor.memberId }
    return emitUpdate(context, 'sync_conflict', id, patch, { type: 'sync_conflict.resolved', projectId })
  },
})
