import type { Template } from '../../entities/template.ts'
import type { TemplateApplication } from '../../entities/template-application.ts'
import { deriveId } from '../../ids.ts'
import { parse } from '../../parse.ts'
import type { TemplatePlan } from '../../templates/plan.ts'
import { placedError } from '../../templates/problems.ts'
import type { CommandContext } from '../definition.ts'
import { createTask, makeTask, type SeriesMark } from '../task/create.ts'
import { createTaskRelation } from '../task/relate.ts'

interface Making {
  readonly template: Template
  readonly plan: TemplatePlan
  readonly projectId: string
  readonly parentId: string | undefined
  /** The id of a task by its key; none for the first, which stands for an occurrence of a series. */
  readonly idOf?: (...key: string[]) => string
  readonly mark?: SeriesMark
}

/** Makes a plan's tasks as `task.create` would, with the same rights and checks, and their relations. */
export function makeTasks(
  context: CommandContext,
  { template, plan, projectId, parentId, idOf: ofSeries, mark }: Making,
): Pick<TemplateApplication, 'tasks' | 'relationIds'> {
  const first = plan.tasks[0]?.key
  const idOf = (key: string) =>
    ofSeries ? ofSeries(...(key === first ? [] : [key])) : deriveId(context.commandId, 'task', key)
  for (const [index, { key, parent, ...fields }] of plan.tasks.entries()) {
    const parentOf = parent === null ? (parentId ?? null) : idOf(parent)
    const data = { ...fields, id: idOf(key), projectId, parentId: parentOf }
    placedError(`content.tasks.${index}`, () =>
      makeTask(parse(createTask.data, data, 'the task'), context, key === first ? mark : undefined),
    )
  }
  const relationIds = template.content.relations.map(({ type, from, to, lagMinutes }, index) => {
    const id = deriveId(ofSeries?.() ?? context.commandId, 'task_relation', index)
    const data = { id, type, fromTaskId: idOf(from), toTaskId: idOf(to), lagMinutes }
    placedError(`content.relations.${index}`, () => createTaskRelation.decide(data, context))
    return id
  })
  return { tasks: plan.tasks.map(({ key }) => ({ id: idOf(key), key })), relationIds }
}
