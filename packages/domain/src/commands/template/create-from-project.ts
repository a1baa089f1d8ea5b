import * as z from 'zod'
import { TemplateName } from '../../entities/template.ts'
import { deriveId, Id } from '../../ids.ts'
import { contentFromProject } from '../../templates/from-project.ts'
import { wrongAt } from '../../templates/problems.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { checkTemplate, checkTemplateName } from './check.ts'

const mostTasks = 500

export const createTemplateFromProject = defineCommand({
  type: 'template.create_from_project',
  summary: 'Make a template of a project as it is now: its days become relative to its start, its people roles',
  data: z.strictObject({
    id: NewEntityId,
    projectId: Id,
    name: TemplateName,
    description: z.string().max(10_000).default(''),
    people: z.enum(['roles', 'members', 'none']).default('roles').meta({
      description: 'how assignees are taken over: as roles that are filled each time, as they are, or not at all',
    }),
  }),
  needs: (data) => [
    { kind: 'template', ids: [data.id] },
    { kind: 'template', by: { name: data.name } },
    { kind: 'project', ids: [data.projectId] },
    { kind: 'task', by: { projectId: data.projectId } },
    { kind: 'task_relation', by: { projectId: data.projectId } },
    { all: 'custom_field' },
  ],
  makes: ({ id, name }, commandId) => ({ kind: 'template', names: [id ?? deriveId(commandId, 'template'), name] }),
  more({ projectId }, rows) {
    const people = rows.all('task').map((task) => (task.projectId === projectId ? task.assigneeId : null))
    return [{ kind: 'member', ids: [...new Set([rows.find('project', projectId)?.leadId, ...people])] }]
  },
  decide(data, context) {
    const project = context.get('project', data.projectId, 'projectId')
    context.allow('template.manage')
    context.allow('workspace.read')
    checkTemplateName(context, data.name)
    const tasks = context.all('task').filter((task) => task.projectId === project.id && task.archivedAt === null)
    if (tasks.length > mostTasks)
      throw wrongAt('projectId', `a project of at most ${mostTasks} tasks; this one has ${tasks.length}`, 'too_big')
    tasks.sort((a, b) => (a.rank === b.rank ? (a.id < b.id ? -1 : 1) : a.rank < b.rank ? -1 : 1))
    const known = new Set([project.leadId, ...tasks.map((task) => task.assigneeId)])
    const members = context.all('member').filter((member) => known.has(member.id) && member.removedAt === null)
    const relations = context.all('task_relation').filter((relation) => relation.projectId === project.id)
    const content = contentFromProject({
      project,
      tasks,
      relations,
      members,
      fields: context.all('custom_field'),
      people: data.people,
    })
    const template = {
      id: data.id ?? deriveId(context.commandId, 'template'),
      name: data.name,
      kind: 'project' as const,
      description: data.description,
      variables: [],
      content,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    checkTemplate(context, template)
    return emitInsert(context, 'template', template, { type: 'template.created' })
  },
})
