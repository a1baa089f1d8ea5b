import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { milestoneInProject } from './needs.ts'

const data = z.strictObject({ id: Id })

/** Repeating either changes nothing. */
const define = <V extends 'complete' | 'reopen'>(verb: V, summary: string) =>
  defineCommand({
    type: `milestone.${verb}` as `milestone.${V}`,
    summary,
    data,
    needs: ({ id }) => milestoneInProject(id),
    decide({ id }, context) {
      const { projectId, completedAt } = context.get('milestone', id, 'id')
      context.allow('milestone.manage', projectId)
      refuseArchivedProject(context, projectId)
      const reached = verb === 'complete'
      const patch = { completedAt: reached ? (completedAt ?? context.now) : null }
      const type = reached ? 'milestone.reached' : 'milestone.reopened'
      return emitUpdate(context, 'milestone', id, patch, { type, projectId })
    },
  })

export const completeMilestone = define('complete', 'Say that a milestone is reached; its tasks stay as they are')
export const reopenMilestone = define('reopen', 'Say that a milestone is not reached after all')
