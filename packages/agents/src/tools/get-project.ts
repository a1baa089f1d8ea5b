import { AppError, type CustomField, Id, type Project, type State, type Tag } from '@orchestrator/domain'
import { byCreation, countTasksByStatus, getEntity, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { cut, cutJson } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'
import { projectLine } from './project-line.ts'

const most = 6_000

export const getProject = defineReadTool({
  name: 'get_project',
  title: 'Get a project',
  description:
    'Shows one project with its description, how many tasks it has by status, and what its tasks can have: the states, tags and custom fields of the workspace.',
  permission: 'workspace.read',
  input: z.strictObject({
    projectId: Id.describe('list_projects has the ids'),
    descriptionFrom: z
      .int()
      .min(0)
      .default(0)
      .describe('with which character of the description to begin, for one that was cut'),
  }),
  async read({ tx, workspaceId }, { projectId, descriptionFrom }) {
    const all = async (kind: 'state' | 'tag' | 'custom_field') =>
      (await listEntities(tx, workspaceId, { kind, where: [], sort: byCreation['createdAt'] as Sort, limit: 100 }))
        .items
    const [found, counts, states, tags, fields] = await Promise.all([
      getEntity(tx, workspaceId, 'project', projectId),
      countTasksByStatus(tx, workspaceId, projectId),
      all('state'),
      all('tag'),
      all('custom_field'),
    ])
    if (!found) throw new AppError('not_found', `there is no project ${projectId}`)
    const project = found as unknown as Project
    const goOn = `get_project with descriptionFrom: ${descriptionFrom + most} goes on`
    return withoutEmpty({
      ...projectLine(project),
      description: cut(project.description.slice(descriptionFrom), most, goOn),
      tasks: counts,
      states: (states as unknown as State[])
        .toSorted((a, b) => a.position - b.position)
        .map(({ id, name, category }) => ({ id, name, category })),
      tags: (tags as unknown as Tag[]).map(({ name }) => name),
      customFields: (fields as unknown as CustomField[])
        .filter(({ projectIds }) => projectIds === null || projectIds.includes(projectId))
        .map(({ key, name, type, options, required }) =>
          withoutEmpty({
            key,
            name,
            type,
            options: cutJson(options, 500, 'the API has all'),
            required: required || null,
          }),
        ),
    })
  },
})
