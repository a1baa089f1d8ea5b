import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { conflictsNeeded, removeMapping } from '../integration/remove-mapping.ts'

export const deleteProject = defineCommand({
  type: 'project.delete',
  summary: 'Delete a project that has no tasks, with its cycles, milestones and mappings',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'project', ids: [id], write: true },
    { fact: 'project_task_count', id },
    { kind: 'cycle', by: { projectId: id }, write: true, late: true },
    { kind: 'milestone', by: { projectId: id }, write: true, late: true },
    { kind: 'mapping', by: { projectId: id }, write: true, late: true },
    conflictsNeeded({ projectId: id }),
  ],
  decide({ id }, context) {
    context.get('project', id, 'id')
    context.allow('project.delete', id)
    const tasks = context.fact('project_task_count', id)
    if (tasks > 0)
      throw new AppError('in_use', `the project has ${tasks} tasks; archive it, or delete them first`, {
        details: { tasks },
      })
    for (const { id: cycle, projectId } of context.all('cycle'))
      if (projectId === id) emitRemove(context, 'cycle', cycle, { type: 'cycle.deleted', projectId })
    for (const { id: milestone, projectId } of context.all('milestone'))
      if (projectId === id) emitRemove(context, 'milestone', milestone, { type: 'milestone.deleted', projectId })
    for (const { id: mapping, projectId } of context.all('mapping'))
      if (projectId === id) removeMapping(context, mapping)
    return emitRemove(context, 'project', id, { type: 'project.deleted', projectId: id })
  },
})
