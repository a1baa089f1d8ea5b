import { beginningOf, storableText, taskReferences } from '@orchestrator/domain'
import type { CodeHint, Delivery } from '@orchestrator/integrations'
import { addLooks, pullRequestsAt, type Tx, tasksMadeOn, tasksNamed } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { observe } from './observe.ts'

/** Pull requests of which a delivery tells are looked at, whatever it says of them. */
export async function takeLooks(tx: Tx, { claim }: SyncContext, { code = [] }: Delivery): Promise<void> {
  const checks = code.flatMap((hint) => (hint.kind === 'checks' ? [hint] : []))
  // A commit that no link has yet is read with its pull request, whose own delivery comes too.
  const checked = checks.length > 0 ? await pullRequestsAt(tx, claim, checks) : []
  await addLooks(tx, claim, [...code.flatMap((hint) => (hint.kind === 'pull_request' ? [hint] : [])), ...checked])
}

/** Branches and commits are what the delivery says: they change, if at all, with another one. */
export async function observePushes(context: SyncContext, { code = [] }: Delivery): Promise<void> {
  for (const hint of code) if (hint.kind === 'branch' || hint.kind === 'commit') await observePush(context, hint)
}

async function observePush(
  context: SyncContext,
  { kind, text, at, externalId, url, ...rest }: Extract<CodeHint, { kind: 'branch' | 'commit' }>,
): Promise<void> {
  const references = taskReferences(kind === 'branch' ? { branch: text } : { body: text.toUpperCase() })
  if (references.length === 0) return
  const { store, claim } = context
  const tasks = await store.read(claim.workspaceId, async (tx) => {
    const named = await tasksNamed(tx, claim, { references, taskIds: [], itemIds: [], externalId, url, linkId: null })
    // How a branch is called that was made from a task is what people here said: it speaks for no other.
    const made = kind === 'branch' ? await tasksMadeOn(tx, claim, rest.repositoryId, text) : []
    return made.length > 0 ? named.filter(({ id }) => made.includes(id)) : named
  })
  const [title = ''] = text.split('\n')
  const link = { ...rest, kind, externalId, url, title: beginningOf(storableText(title), 1_000), theirsUpdatedAt: at }
  await observe(context, { link, trusted: true }, tasks)
}
