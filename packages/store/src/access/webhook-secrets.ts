import { randomBytes } from 'node:crypto'
import { AppError, newId, type Principal, type WebhookHmac, type WebhookVerification } from '@orchestrator/domain'
import type * as z from 'zod'
import type { Idempotency } from '../execute/request.ts'
import type { Store } from '../store.ts'
import { decryptSecret, encryptSecret } from './secrets.ts'

export interface WebhookTarget {
  readonly id: string
  readonly path: string
  readonly verify: z.infer<typeof WebhookVerification>
  readonly hmac: WebhookHmac | null
  /** null until one was made. */
  readonly secret: string | null
  /** Whose rights a delivery has: the member who installed a playbook, or owns a rule, on this path. */
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
    select w.id, w.path, w.verify, w.hmac, w.secret, coalesce((
      select p.installed_by from playbooks p
      where p.workspace_id = ${workspaceId} and p.removed_at is null and p.manifest->'triggers' @> ${tx.json([{ kind: 'webhook', path }])}
      order by p.created_at limit 1
    ), (
      select r.owner_id from rules r where r.workspace_id = ${workspaceId} and r.webhook_path = ${path} order by r.created_at limit 1
    )) as member_id
    from webhooks w where w.workspace_id = ${workspaceId} and w.path = ${path}`,
  )
  const row = rows[0]
  if (!row) return null
  return {
    ...row,
    secret: row.secret === null ? null : decryptSecret(masterKey, workspaceId, `webhook ${row.id}`, row.secret),
  }
}

/** A webhook whose secret was made. */
export type SecretWebhook = WebhookTarget & { readonly secret: string }

/**
 * The webhook with its secret, which is made when it is first asked for: one, however many ask at once.
 * @throws AppError `not_found`, `forbidden`
 */
export async function webhookSecret(
  store: Store,
  masterKey: string,
  principal: Principal,
  path: string,
): Promise<SecretWebhook> {
  const webhook = await requireWebhook(store, masterKey, principal, path)
  if (webhook.secret !== null) return webhook as SecretWebhook
  const data = { id: webhook.id, secret: newSecret(masterKey, principal, webhook) }
  await store.execute(principal, [{ id: newId(), type: 'webhook.make_secret', data }])
  return (await requireWebhook(store, masterKey, principal, path)) as SecretWebhook
}

/**
 * Gives a webhook a new random secret: base64 behind `whsec_`, as Standard Webhooks wants it; GitHub takes any text.
 * @param as a repeated command changes nothing and is answered with the secret as it is
 * @throws AppError `not_found`, `forbidden`
 */
export async function rotateWebhookSecret(
  store: Store,
  masterKey: string,
  principal: Principal,
  path: string,
  as: { commandId: string; idempotency?: Idempotency | undefined } = { commandId: newId() },
): Promise<{ webhook: SecretWebhook; applied: boolean }> {
  const { id } = await requireWebhook(store, masterKey, principal, path)
  const data = { id, secret: newSecret(masterKey, principal, { id }) }
  const command = { id: as.commandId, type: 'webhook.rotate_secret', data } as const
  const [applied] = await store.execute(principal, [command], { idempotency: as.idempotency })
  const webhook = (await requireWebhook(store, masterKey, principal, path)) as SecretWebhook
  return { webhook, applied: applied?.applied === true }
}

async function requireWebhook(store: Store, masterKey: string, { workspaceId }: Principal, path: string) {
  const webhook = await findWebhook(store, masterKey, workspaceId, path)
  if (!webhook) throw new AppError('not_found', `there is no webhook ${path}`)
  return webhook
}

/** Encrypted, as it is stored. */
const newSecret = (masterKey: string, { workspaceId }: Principal, { id }: { id: string }): string =>
  encryptSecret(masterKey, workspaceId, `webhook ${id}`, `whsec_${randomBytes(32).toString('base64')}`)
