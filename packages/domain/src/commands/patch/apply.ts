import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { applyPatch, needsOfPatch } from './apply-patch.ts'
import { requireOpen, requirePerson } from './open-patch.ts'

export const applyPatchCommand = defineCommand({
  type: 'patch.apply',
  summary:
    'Do what is accepted of a patch, in one piece, with your own rights; what has changed since is left, and reported as stale',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'patch', ids: [id], write: true }],
  more({ id }, rows) {
    const patch = rows.find('patch', id)
    const isAccepted = ({ status }: { status: string }) => status === 'accepted'
    return patch ? needsOfPatch({ ...patch, operations: patch.operations.filter(isAccepted) }, rows) : []
  },
  decide({ id }, context) {
    const patch = context.get('patch', id, 'id')
    context.allow('patch.review', patch.projectId)
    requirePerson(context)
    requireOpen(patch, context)
    return applyPatch(context, id)
  },
})
