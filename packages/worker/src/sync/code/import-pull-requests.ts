import type { PullRequest } from '@orchestrator/integrations'
import { addLooks, type SyncMapping } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { orNone } from './look-for-pull-requests.ts'
import { observePullRequest } from './observe-pull-request.ts'

/**
 * A page of a repository's pull requests. Those that are over are linked as the list tells them; those that are open are looked at one by
 * one, after what is told by then.
 * @returns the cursor of the next page; null: there is none
 */
export async function importPullRequests(
  context: SyncContext,
  mapping: SyncMapping,
  cursor: unknown,
): Promise<unknown> {
  const { session, store, claim, stillMine } = context
  const { containerId: repositoryId } = mapping
  if (session.pullRequestHistory === undefined) return null
  const page = await orNone(session.pullRequestHistory({ repositoryId, cursor }))
  if (page === null) return null
  for (const pull of page.pulls.filter(isOver)) {
    stillMine()
    await observePullRequest(context, pull)
  }
  const looks = page.pulls.filter((pull) => !isOver(pull)).map(({ number }) => ({ repositoryId, number, afterMs: 0 }))
  await store.write(claim.workspaceId, (tx) => addLooks(tx, claim, looks, { background: true }))
  return page.cursor
}

const isOver = ({ closedAt }: PullRequest): boolean => closedAt !== null
