import * as z from 'zod'
import type { TemplateApplication } from '../../entities/template-application.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { deleteRule } from '../automation/rules.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { deleteState } from '../organize/states.ts'
import { deleteProject } from '../project/delete.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { scheduleNeeds } from '../schedule/set-schedules.ts'
import { deleteTask } from '../task/delete.ts'

type Kept = TemplateApplication['kept'][number]

export const undoApplyTemplate = defineCommand({
  type: 'template.undo_apply',
  summary: 'Delete what an application of a template made, but for what somebody has worked on since',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'template_application', ids: [id], write: true }],
  more({ id }, rows) {
    const application = rows.find('template_application', id)
    if (!application) return []
    const { projectId, madeProject, stateIds, ruleIds } = application
    const tasks = application.tasks.map((task) => task.id)
    return [
      { kind: 'project', ids: [projectId], write: true },
      ...(tasks.length > 0
        ? ([
            { kind: 'task', ids: tasks, write: true },
            { kind: 'task', by: { parentId: tasks }, write: true, late: true },
            { kind: 'task_relation', by: { fromTaskId: tasks }, write: true, late: true },
            { kind: 'task_relation', by: { toTaskId: tasks }, write: true, late: true },
            { kind: 'comment', by: { taskId: tasks }, keep: true, late: true },
          ] as const)
        : []),
      ...(madeProject && projectId ? [{ fact: 'project_task_count', id: projectId } as const] : []),
      ...(stateIds.length > 0 ? [{ all: 'state', write: true } as const] : []),
      ...stateIds.map((state) => ({ fact: 'state_task_count', id: state }) as const),
      { kind: 'rule', ids: ruleIds, write: true },
      ...scheduleNeeds({ ownerId: ruleIds }),
    ]
  },
  decide({ id }, context) {
    const application = context.get('template_application', id, 'id')
    const { projectId } = application
    context.allow(projectId === null ? 'automation.manage' : 'task.delete', projectId)
    if (application.undoneAt !== null) throw new AppError('invalid_state', 'this was undone before')
    if (projectId !== null && context.find('project', projectId)) refuseArchivedProject(context, projectId)
    const kept = [...undoTasks(context, application), ...undoProject(context, application)]
    undoWorkflow(context, application)
    return emitUpdate(
      context,
      'template_application',
      id,
      { undoneAt: context.now, kept },
      { type: 'template.apply_undone', projectId },
    )
  },
})

/** Children first, so that a parent of which nothing is left goes too. */
function undoTasks(context: CommandContext, { tasks, relationIds }: TemplateApplication): Kept[] {
  const own = new Set(relationIds)
  const kept: Kept[] = []
  for (const { id } of [...tasks].reverse()) {
    const task = context.find('task', id)
    if (!task) continue
    const reason = workOn(context, id, task.version, own)
    if (reason === null) deleteTask.decide({ id }, context)
    else kept.push({ type: 'task', id, reason })
  }
  return kept.reverse()
}

/** Why a task is more than what the template made of it. */
function workOn(context: CommandContext, id: string, version: number, own: ReadonlySet<string>): string | null {
  if (version > 1) return 'it was changed since'
  if (context.all('comment').some((comment) => comment.taskId === id)) return 'it has comments'
  if (context.all('task').some((task) => task.parentId === id)) return 'it has parts that stay'
  const related = context
    .all('task_relation')
    .some((one) => (one.fromTaskId === id || one.toTaskId === id) && !own.has(one.id))
  return related ? 'it is related to other tasks' : null
}

function undoProject(context: CommandContext, { madeProject, projectId }: TemplateApplication): Kept[] {
  const project = madeProject ? context.find('project', projectId) : undefined
  if (!project) return []
  const reason =
    project.version > 1
      ? 'it was changed since'
      : context.fact('project_task_count', project.id) > 0
        ? 'it has tasks'
        : null
  if (reason !== null) return [{ type: 'project', id: project.id, reason }]
  deleteProject.decide({ id: project.id }, context)
  return []
}

/** Rules stop at once, also those that were edited; states that are in use or the last of their category stay as they are. */
function undoWorkflow(context: CommandContext, { stateIds, ruleIds }: TemplateApplication): void {
  for (const id of ruleIds) if (context.find('rule', id)) deleteRule.decide({ id }, context)
  for (const id of stateIds) {
    const state = context.find('state', id)
    if (!state || context.fact('state_task_count', id) > 0) continue
    if (context.all('state').some((other) => other.id !== id && other.category === state.category))
      deleteState.decide({ id }, context)
  }
}
