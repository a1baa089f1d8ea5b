import * as z from 'zod'
import type { Patch } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { needsToApply } from '../../patches/needs.ts'
import { inversesOf, planUndo } from '../../patches/undo-operations.ts'
import { shortened } from '../../storable-text.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { applyPatch, needsOfUse } from './apply-patch.ts'
import { requirePerson } from './open-patch.ts'

const undoIdOf = (commandId: string) => deriveId(commandId, 'patch')

export const undoPatch = defineCommand({
  type: 'patch.undo',
  summary:
    'Take back what a patch did, with another patch that is applied at once; what somebody has changed since stays, and is stale there',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'patch', ids: [id], write: true }],
  more({ id }, rows, commandId) {
    const patch = rows.find('patch', id)
    if (!patch) return []
    const undoId = undoIdOf(commandId)
    return [...needsToApply(undoId, inversesOf(patch, undoId), rows), ...needsOfUse(patch)]
  },
  decide({ id }, context) {
    const patch = context.get('patch', id, 'id')
    context.allow('patch.review', patch.projectId)
    requirePerson(context)
    const { status } = patch
    if (status === 'undone') throw new AppError('invalid_state', 'the patch was undone before', { details: { status } })
    const undoId = undoIdOf(context.commandId)
    const operations = planUndo(context, patch, undoId, context.actor)
    if (operations.length === 0)
      throw new AppError('invalid_state', 'there is nothing to undo: the patch changed nothing', {
        details: { status },
      })
    const undo: Patch = {
      id: undoId,
      projectId: patch.projectId,
      title: shortened(`Undo: ${patch.title}`, 500),
      rationale: '',
      status: 'accepted',
      author: null,
      proposedBy: context.actor,
      runId: null,
      evidence: [],
      operations,
      expiresAt: null,
      supersedesId: null,
      supersededById: null,
      undoesId: id,
      undoneById: null,
      appliedAt: null,
      appliedBy: null,
      endedAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    emitInsert(context, 'patch', undo, { type: 'patch.proposed', projectId: undo.projectId })
    return applyPatch(context, undoId)
  },
})
