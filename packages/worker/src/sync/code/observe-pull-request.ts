import { beginningOf, Id, storableText, taskReferences, tasksInParts } from '@orchestrator/domain'
import type { PullRequest } from '@orchestrator/integrations'
import { madeFrom, tasksNamed } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { type Observation, observe } from './observe.ts'

const prefix = 'task-link-'

/** Hidden in what is made from a link, so that it is known for it before anybody has told of it. */
export const markerOf = (linkId: string): string => `${prefix}${linkId}`

const linkIn = (marker: string | null): string | null => {
  const id = marker?.startsWith(prefix) ? marker.slice(prefix.length) : null
  return Id.safeParse(id).success ? id : null
}

export async function observePullRequest(
  context: SyncContext,
  pull: PullRequest,
  written?: Observation['written'],
): Promise<void> {
  const { store, claim } = context
  const { url, externalId, title, body, branch, isForeign, marker, closes, updatedAt, closedAt, ...rest } = pull
  const tasks = await store.read(claim.workspaceId, async (tx) => {
    const linkId = isForeign ? null : await madeFrom(tx, claim, linkIn(marker))
    // Title, text and branch are what people here said, who may have no rights in other projects that they name.
    if (linkId !== null)
      return tasksNamed(tx, claim, { ...{ url, externalId, linkId }, itemIds: [], references: [], taskIds: [] })
    return tasksNamed(tx, claim, {
      ...{ url, externalId, itemIds: closes, linkId: null },
      // A branch elsewhere is called what its owner likes.
      references: taskReferences({ title, body, branch: isForeign ? null : branch }),
      taskIds: isForeign ? [] : tasksInParts(body),
    })
  })
  const link = {
    ...{ ...rest, url, externalId, branch, kind: 'pull_request' as const, theirsUpdatedAt: updatedAt },
    title: beginningOf(storableText(title), 1_000),
  }
  const trusted = !isForeign || pull.state === 'merged'
  await observe(context, { link, trusted, endedAt: closedAt, ...(written !== undefined && { written }) }, tasks)
}
