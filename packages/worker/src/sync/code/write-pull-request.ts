import { pullRequestPart, shortened, type Task, type TaskLink } from '@orchestrator/domain'
import { getEntity, itemOfEntity, otherPullRequests, readChanges } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { markerOf, observePullRequest } from './observe-pull-request.ts'

/** GitHub takes 256 characters of a title and 65,536 of a text; people write around ours. */
const longestTitle = 256
const longestText = 50_000

/** By which texts are known there: whoever writes one in a description would speak for what is not theirs. */
const ownMarks = /<!--(\s*\/?orchestrator)/g

/** Makes what a link says, or brings it up to date: title, text, files, draft or ready. */
export async function writePullRequest(context: SyncContext, linkId: string): Promise<void> {
  const { session, store, claim, stillMine } = context
  const found = await store.read(claim.workspaceId, async (tx) => {
    const link = (await getEntity(tx, claim.workspaceId, 'task_link', linkId)) as unknown as TaskLink | undefined
    if (!link) return null
    const task = (await getEntity(tx, claim.workspaceId, 'task', link.taskId)) as unknown as Task | undefined
    const changes = await readChanges(tx, claim.workspaceId, link.taskId)
    if (!task) return null
    const ofTask = await otherPullRequests(tx, claim, link)
    return { link, task, changes, ofTask, item: await itemOfEntity(tx, claim, task.id) }
  })
  if (found === null || session.writePullRequest === undefined) return
  const { link, task, changes, ofTask, item } = found
  const { wanted, branch, repository } = link
  if (!wanted || !branch || !repository || link.state === 'merged' || link.state === 'closed') return
  const { written } = wanted
  const title = shortened(wanted.title ?? `${task.identifier}: ${task.title}`, longestTitle)
  // What people changed there since stays theirs, unless somebody asked for another title since.
  const asked = wanted.title !== null && title !== written?.title
  const retitled = written !== null && link.title !== written.title && !asked
  const draft = written !== null && written.draft === wanted.draft ? link.state === 'draft' : wanted.draft
  const isNew = changes.version !== written?.changes && changes.files.length > 0
  const issue = item?.state === 'linked' && item.externalKey?.startsWith(`${repository}#`) ? item.externalKey : null
  const text =
    `${shortened(wanted.body ?? task.description, longestText)}\n\n${closing([task.identifier, issue])}`.trim()
  const part = pullRequestPart(task.id)
  stillMine()
  const pull = await session.writePullRequest({
    ...{ repository: link.repositoryId ?? repository, number: link.number, branch, ofTask, base: link.base },
    ...{ title: retitled ? null : title, message: wanted.message ?? title, draft, marker: markerOf(link.id) },
    part: { ...part, text: text.replace(ownMarks, '<!-- not$1') },
    files: isNew ? changes.files.map(({ change: _change, size: _size, ...file }) => file) : null,
  })
  await observePullRequest(context, pull, {
    title: retitled ? written.title : title,
    draft: wanted.draft,
    changes: changes.version,
  })
}

/** So that its merge ends the task for whoever reads it. */
const closing = (names: readonly (string | null)[]) =>
  names.flatMap((name) => (name === null ? [] : [`Closes ${name}`])).join('\n')
