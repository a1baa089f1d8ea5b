import * as z from 'zod'
import type { Mapping } from '../../entities/mapping.ts'
import { codeProviders } from '../../entities/provider.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { attach, changeSetNeeds, NewFiles } from '../change-set/attach.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { wrong } from '../task/validate.ts'
import { mostLinks, plainLink, taskToLink } from './fields.ts'
import { branchFor, pullRequestFields } from './pull-request-fields.ts'

const open = new Set(['making', 'draft', 'open'])

export const createPullRequest = defineCommand({
  type: 'task.create_pull_request',
  summary: 'Make a pull request from a task: a branch, a commit of its attached changes, title and text of the task',
  data: z.strictObject({
    id: NewEntityId.meta({ description: 'an id of your own for the new link' }),
    taskId: Id,
    connectionId: Id.optional().meta({ description: 'by default that of the mapping' }),
    repository: z
      .string()
      .trim()
      .regex(/^(?:\d+|[A-Za-z0-9][\w-]*\/(?!\.{1,2}$)[\w.-]+)$/, 'an id, or `owner/name`')
      .max(300)
      .optional()
      .meta({ description: 'its id, or `owner/name`; by default the one to which the project is mapped' }),
    ...pullRequestFields,
    draft: z.boolean().default(false),
    files: NewFiles.default([]).meta({ description: 'attached to the task first' }),
  }),
  needs: ({ id, taskId, connectionId }) => [
    ...changeSetNeeds(taskId),
    { kind: 'task_link', ids: [id] },
    { kind: 'connection', ids: [connectionId] },
  ],
  more({ taskId }, rows) {
    const projectId = rows.find('task', taskId)?.projectId
    const mappings = rows.all('mapping').map((mapping) => mapping.connectionId)
    if (projectId === undefined) return []
    return [
      { kind: 'mapping', by: { projectId } },
      { kind: 'connection', ids: mappings },
    ]
  },
  decide(data, context) {
    const { taskId, title = null, body = null, message = null, base = null, draft } = data
    const task = taskToLink(context, taskId, 'taskId')
    const { projectId } = task
    context.allow('pull_request.create', projectId)
    const place = placeOf(context, projectId, data)
    const branch = data.branch ?? branchFor(task)
    if (branch === base) throw wrong('branch', 'another branch than the one into which it goes')
    const links = context.all('task_link').filter((link) => link.taskId === taskId)
    const twin = links.find(
      (link) =>
        link.kind === 'pull_request' &&
        open.has(link.state ?? '') &&
        link.connectionId === place.connectionId &&
        link.repository === place.repository &&
        link.branch === branch,
    )
    if (twin)
      throw new AppError('already_exists', `the task has an open pull request of ${branch}`, {
        details: { linkId: twin.id },
      })
    if (links.length >= mostLinks)
      throw new AppError('invalid_state', `a task has ${mostLinks} links at most; remove one first`)
    if (data.files.length > 0) attach(context, taskId, data.files)
    const link = {
      id: data.id ?? deriveId(context.commandId, 'task_link'),
      ...{ taskId, projectId, ...plainLink, ...place },
      ...{ kind: 'pull_request' as const, url: null, title: title ?? `${task.identifier}: ${task.title}` },
      ...{ branch, base, state: 'making' as const, completes: true },
      wanted: { title, body, message, draft, written: null },
      ...{ version: 1, createdAt: context.now, updatedAt: context.now },
    }
    return emitInsert(context, 'task_link', link, { type: 'task_link.added', projectId })
  },
})

/** Where it is made. What is mapped is chosen already; any other place takes the right to manage connections. */
function placeOf(
  context: CommandContext,
  projectId: string,
  { connectionId, repository }: { connectionId?: string | undefined; repository?: string | undefined },
) {
  const mapped = context
    .all('mapping')
    .filter(
      (mapping) => mapping.projectId === projectId && (connectionId ?? mapping.connectionId) === mapping.connectionId,
    )
    .filter((mapping) => codeProviders.includes(context.find('connection', mapping.connectionId)?.provider ?? ''))
  const fitting = repository === undefined ? mapped : mapped.filter((mapping) => isOf(mapping, repository))
  const [mapping] = fitting
  if (repository === undefined && fitting.length > 1)
    throw wrong('repository', `one of ${fitting.map(({ containerKey }) => containerKey).join(', ')}`)
  if (mapping)
    return placed(context, mapping.connectionId, {
      repositoryId: mapping.containerId,
      repository: mapping.containerKey,
    })
  if (repository === undefined) throw wrong('repository', 'a repository: the project is mapped to none')
  if (connectionId === undefined)
    throw wrong('connectionId', 'a connection: the project is not mapped to the repository')
  context.allow('integration.manage')
  return placed(context, connectionId, { repositoryId: /^\d+$/.test(repository) ? repository : null, repository })
}

const isOf = ({ containerId, containerKey }: Mapping, repository: string) =>
  containerId === repository || containerKey.toLowerCase() === repository.toLowerCase()

function placed(
  context: CommandContext,
  connectionId: string,
  place: { readonly repositoryId: string | null; readonly repository: string },
) {
  const { provider, status } = context.get('connection', connectionId, 'connectionId')
  if (!codeProviders.includes(provider))
    throw wrong('connectionId', `a connection to one of ${codeProviders.join(', ')}`)
  if (status === 'disconnected') throw new AppError('invalid_state', 'the connection is disconnected; connect it anew')
  return { ...place, connectionId, provider }
}
