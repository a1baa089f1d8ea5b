import { randomBytes } from 'node:crypto'
import { AppError, newId, type Principal, type WebhookVerification } from '@orchestrator/domain'
import type * as z from 'zod'
import type { Store } from '../store.ts'
import { decryptSecret, encryptSecret } from './secrets.ts'

export interface WebhookTarget {
  readonly id: string
  readonly path: string
  readonly verify: z.infer<typeof WebhookVerification>
  /** null until one was made. */
  readonly secret: string | null
  /** Whose rights a delivery has: the member who installed a playbook on this path. */
  readonly memberId: string | null
}

/** The webhook at a path with its secret opened, or null. */
export async function findWebhook(
  store: Store,
  masterKey: string,
  workspaceId: string,
  path: string,
): Promise<WebhookTarget | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<WebhookTarget[]>`
    select w.id, w.path, w.verify, w.secret, (
      select p.installed_by from playbooks p
      where p.workspace_id = ${workspaceId} and p.removed_at is null and p.manifest->'triggers' @> ${tx.json([{ kind: 'webhook', path }])}
      order by p.created_at limit 1
    ) as member_id
    from webhooks w where w.workspace_id = ${workspaceId} and w.path = ${path}`,
  )
  const row = rows[0]
  if (!row) return null
  return {
    ...row,
    secret: row.secret === null ? null : decryptSecret(masterKey, workspaceId, `webhook ${row.id}`, row.secret),
  }
}

/**
 * Gives a webhook a new random secret.
 * @returns the secret: base64 behind `whsec_`, as Standard Webhooks wants it; GitHub takes any text
 * @throws AppError `not_found`, `forbidden`
 */
export async function rotateWebhookSecret(
  store: Store,
  masterKey: string,
  principal: Principal,
  path: string,
): Promise<string> {
  const webhook = await findWebhook(store, masterKey, principal.workspaceId, path)
  if (!webhook) throw new AppError('not_found', `there is no webhook ${path}`)
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const sealed = encryptSecret(masterKey, principal.workspaceId, `webhook ${webhook.id}`, secret)
  await store.execute(principal, [
    { id: newId(), type: 'webhook.rotate_secret', data: { id: webhook.id, secret: sealed } },
  ])
  return secret
}
