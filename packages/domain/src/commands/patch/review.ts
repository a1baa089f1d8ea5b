import * as z from 'zod'
import type { Patch } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { decideOperations, type OperationDecision } from '../../patches/decide-operations.ts'
import { needsToRead } from '../../patches/needs.ts'
import { patchOperations } from '../../patches/operations/catalogue.ts'
import { dependentsOf } from '../../patches/order.ts'
import { defineCommand } from '../definition.ts'
import { wrong } from '../task/validate.ts'
import { applyPatch, needsOfPatch } from './apply-patch.ts'
import { requireOpen, requirePerson } from './open-patch.ts'
import { savePatch } from './save.ts'

const Decision = z.strictObject({
  key: z.string().meta({ description: 'of the operation' }),
  decision: z.enum(['accept', 'reject']),
  data: z.record(z.string(), z.unknown()).optional().meta({
    description: 'what the command is to take instead, whole; default: what was proposed. Its id and its target stay',
  }),
  reason: z.string().trim().min(1).max(2_000).optional(),
})

const ReviewPatch = z.strictObject({
  id: Id,
  decisions: z.array(Decision).max(100).default([]),
  others: Decision.pick({ decision: true, reason: true }).optional().meta({
    description: 'what becomes of all other operations that nobody has decided about',
  }),
  apply: z.boolean().default(false),
})
type ReviewPatch = z.output<typeof ReviewPatch>

export const reviewPatch = defineCommand({
  type: 'patch.review',
  summary: 'Accept, edit or reject operations of a patch, and with `apply` do at once what is accepted then',
  data: ReviewPatch,
  needs: ({ id }) => [{ kind: 'patch', ids: [id], write: true }],
  more(data, rows) {
    const patch = rows.find('patch', data.id)
    if (!patch) return []
    const operations = asDecided(patch, decisionsOn(patch, data))
    return data.apply ? needsOfPatch({ ...patch, operations }, rows) : needsToRead(operations)
  },
  decide(data, context) {
    const { id, apply } = data
    const patch = context.get('patch', id, 'id')
    context.allow('patch.review', patch.projectId)
    requirePerson(context)
    requireOpen(patch, context)
    const decisions = decisionsOn(patch, data)
    if (decisions.length === 0) throw nothingToDecide(patch, data)
    const operations = decideOperations(context, patch, decisions)
    const told = decisions.map(({ key, decision, reason = null }) => ({
      ...{ key, decision, reason },
      edited: operations.find((one) => one.key === key)?.edited ?? null,
    }))
    const reviewed = savePatch(context, id, { operations }, 'patch.reviewed', { decisions: told })
    const isAccepted = operations.some(({ status }) => status === 'accepted')
    return apply && isAccepted ? applyPatch(context, id) : reviewed
  },
})

/** A decision for each operation; what depends on something that is rejected is not accepted along with the others. */
function decisionsOn({ operations }: Patch, { decisions, others }: ReviewPatch): OperationDecision[] {
  if (!others) return decisions
  const rejected = decisions.flatMap(({ key, decision }) => (decision === 'reject' ? key : []))
  const spoken = new Set([...decisions.map(({ key }) => key), ...dependentsOf(operations, rejected)])
  const open = operations.filter(({ key, status }) => status === 'pending' && !spoken.has(key))
  return [...decisions, ...open.map(({ key }) => ({ key, ...others }))]
}

function nothingToDecide({ status }: Patch, { others }: ReviewPatch): AppError {
  if (!others) return wrong('decisions', 'a decision at least, or `others`', 'required')
  return new AppError('invalid_state', 'all operations of the patch are decided on', { details: { status } })
}

/** The operations that may be accepted then, as they would be. Edited data that is wrong is refused when it is decided. */
function asDecided({ operations }: Patch, decisions: readonly OperationDecision[]): Patch['operations'] {
  return operations.flatMap((operation) => {
    const decision = decisions.find(({ key }) => key === operation.key)
    if (!decision) return operation.status === 'accepted' ? operation : []
    if (decision.decision === 'reject') return []
    if (decision.data === undefined) return { ...operation, edited: null }
    const { data } = patchOperations[operation.command]
    const edited = data.safeParse({ id: operation.data['id'], ...decision.data })
    return edited.success ? { ...operation, edited: edited.data } : []
  })
}
