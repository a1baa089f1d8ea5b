import * as z from 'zod'
import {
  ChecksState,
  PullRequestState,
  ReviewState,
  type TaskLink,
  WantedPullRequest,
} from '../../entities/task-link.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { Timestamp } from '../../time.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { updateTask } from '../task/update.ts'
import { linksOfTask, mostForeignLinks, mostLinks, plainLink, taskToLink } from './fields.ts'
import { stagesSince, stateAfter } from './moves.ts'

const Text = z.string().min(1).max(2_000)

/** Of a pull request, a branch or a commit, as the service has it. */
const Observed = z.strictObject({
  kind: z.enum(['pull_request', 'branch', 'commit']),
  url: Text,
  title: z.string().max(1_000),
  externalId: Text,
  repositoryId: Text,
  repository: Text,
  number: z.int().nullable().default(null),
  branch: Text.nullable().default(null),
  base: Text.nullable().default(null),
  sha: Text.nullable().default(null),
  state: PullRequestState.nullable().default(null),
  review: ReviewState.nullable().optional().meta({ description: 'left out: as it was' }),
  checks: ChecksState.nullable().optional(),
  completes: z.boolean().default(false),
  theirsUpdatedAt: Timestamp,
})

export const linkIdOf = (connectionId: string, externalId: string, taskId: string): string =>
  deriveId(connectionId, externalId, taskId, 'task_link')

/** Not public: a connection has seen it. It takes the rights of the connection's owner. */
export const observeTaskLink = defineCommand({
  type: 'task_link.observe',
  summary: 'Tell what a pull request, a branch or a commit of a task is now, and move the task as its mapping says',
  public: false,
  data: z.strictObject({
    taskId: Id,
    connectionId: Id,
    provider: z.string().max(60),
    linkId: Id.nullable().default(null).meta({ description: 'the link from which it was made' }),
    isForeign: z.boolean().default(false).meta({ description: 'anybody may have made it' }),
    mappingId: Id.nullable().meta({ description: 'by whose `moves` the task moves; null: it does not' }),
    written: WantedPullRequest.shape.written.default(null).meta({ description: 'what was just written there' }),
    link: Observed,
  }),
  needs: (data) => [
    ...linksOfTask(data.taskId),
    ...updateTask.needs({ id: data.taskId, status: 'started' }, ''),
    { kind: 'mapping', by: { id: data.mappingId ?? data.taskId }, keep: true },
  ],
  more: (data, rows, commandId) => updateTask.more?.({ id: data.taskId, status: 'started' }, rows, commandId) ?? [],
  decide({ taskId, connectionId, provider, linkId, isForeign, mappingId, written, link: told }, context) {
    const { projectId } = taskToLink(context, taskId, 'taskId')
    const links = context.all('task_link').filter((link) => link.taskId === taskId)
    const before = known(links, connectionId, linkId, told)
    if (before?.theirsUpdatedAt && before.theirsUpdatedAt > told.theirsUpdatedAt)
      return { kind: 'task_link', id: before.id, version: before.version }
    const { review, checks, ...rest } = told
    const seen = {
      ...{ ...rest, provider, connectionId, error: written === null ? errorAfter(before, told.state) : null },
      ...(review !== undefined && { review }),
      ...(checks !== undefined && { checks }),
      // What was made from the task completes it, whatever its words are by now.
      ...(before?.wanted && { completes: true }),
      ...(written !== null && before?.wanted && { wanted: { ...before.wanted, written } }),
    }
    const id = before?.id ?? linkIdOf(connectionId, told.externalId, taskId)
    const most = isForeign ? mostForeignLinks : mostLinks
    if (before === undefined && links.length >= most)
      throw new AppError('invalid_state', `a task has ${most} ${isForeign ? 'such ' : ''}links at most`)
    const result =
      before === undefined
        ? emitInsert(
            context,
            'task_link',
            { ...{ id, taskId, projectId }, ...plainLink, ...seen, ...fresh(context) },
            { type: 'task_link.added', projectId },
          )
        : emitUpdate(context, 'task_link', id, seen, { type: 'task_link.updated', projectId })
    const others = links.filter((link) => link.id !== id)
    moveTask(context, { taskId, projectId, mappingId }, stagesSince(before, context.get('task_link', id), others))
    return result
  },
})

function moveTask(
  context: CommandContext,
  { taskId, projectId, mappingId }: { taskId: string; projectId: string; mappingId: string | null },
  stages: ReturnType<typeof stagesSince>,
): void {
  const mapping = context.find('mapping', mappingId)
  if (!mapping?.enabled || mapping.projectId !== projectId) return
  const state = stateAfter(stages, mapping.moves, context.get('task', taskId), context.all('state'))
  if (state !== null) updateTask.decide({ id: taskId, stateId: state.id }, context)
}

/** What was refused stays told until it is written, or became so by other hands; a mere look says nothing of it. */
function errorAfter(before: TaskLink | undefined, state: TaskLink['state']): TaskLink['error'] {
  if (!before?.wanted || !before.error || state === 'merged' || state === 'closed') return null
  const becameSo = state !== before.state && (state === 'draft') === before.wanted.draft
  return becameSo ? null : before.error
}

const fresh = ({ now }: CommandContext) => ({ version: 1, createdAt: now, updatedAt: now })

/** By what it is there; by where it was made from; by an address that somebody added. */
function known(
  links: readonly TaskLink[],
  connectionId: string,
  linkId: string | null,
  told: z.output<typeof Observed>,
): TaskLink | undefined {
  return (
    links.find(({ id }) => id === linkId) ??
    links.find((link) => link.connectionId === connectionId && link.externalId === told.externalId) ??
    links.find(({ url }) => url === told.url)
  )
}
