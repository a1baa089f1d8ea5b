import { randomBytes } from 'node:crypto'
import { AppError, type CommandInput, newId, type Principal } from '@orchestrator/domain'
import type { AppliedCommand } from '../execute/request.ts'
import { type As, runOne } from '../execute/run-one.ts'
import type { Store } from '../store.ts'
import { openSecrets, sealHeaders, sealSecrets } from './sealed.ts'

type Headers = Readonly<Record<string, string>>
type Created = Omit<CommandInput<'webhook_endpoint.create'>, 'id' | 'headerNames' | 'sealedSecrets' | 'sealedHeaders'>
type Updated = Omit<CommandInput<'webhook_endpoint.update'>, 'headerNames' | 'sealedHeaders'>

/**
 * Creates an endpoint with a secret of its own.
 * @returns the secret, which is shown this once
 * @throws AppError `command_conflict` for a repeated command: the secret was shown then
 */
export async function createEndpoint(
  store: Store,
  masterKey: string,
  principal: Principal,
  { headers, ...input }: Created & { headers?: Headers | undefined },
  as: As = { commandId: newId() },
): Promise<{ id: string; secret: string }> {
  const id = newId()
  const place = { masterKey, workspaceId: principal.workspaceId, id }
  const secret = newSecret()
  const data = {
    ...input,
    id,
    headerNames: Object.keys(headers ?? {}),
    sealedSecrets: sealSecrets(place, [{ secret, until: null }]),
    sealedHeaders: headers ? sealHeaders(place, headers) : null,
  }
  const applied = await runOne(store, principal, as, { type: 'webhook_endpoint.create', data })
  if (applied.result.id === id) return { id, secret }
  throw new AppError(
    'command_conflict',
    'an endpoint was made by this very request before; its secret was shown then. Rotate its secret to get another.',
  )
}

/** Changes an endpoint; headers that are given replace all that it had. */
export function updateEndpoint(
  store: Store,
  masterKey: string,
  principal: Principal,
  { headers, ...input }: Updated & { headers?: Headers | undefined },
  as: As = { commandId: newId() },
): Promise<AppliedCommand> {
  const place = { masterKey, workspaceId: principal.workspaceId, id: input.id }
  const sealed = headers && {
    headerNames: Object.keys(headers),
    sealedHeaders: Object.keys(headers).length === 0 ? null : sealHeaders(place, headers),
  }
  return runOne(store, principal, as, { type: 'webhook_endpoint.update', data: { ...input, ...sealed } })
}

/**
 * Gives an endpoint a new secret. Until the overlap is over deliveries carry a signature by each secret, so that a receiver can
 * change over when it likes.
 * @throws AppError `not_found`, `forbidden`, `version_conflict` when somebody else rotates it at the same moment
 */
export async function rotateEndpoint(
  store: Store,
  masterKey: string,
  principal: Principal,
  { id, overlapHours }: { id: string; overlapHours: number },
  as: As = { commandId: newId() },
): Promise<{ secret: string; oldUntil: string }> {
  const { workspaceId } = principal
  const place = { masterKey, workspaceId, id }
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ sealedSecrets: string; version: number }[]>`
      select sealed_secrets, version from webhook_endpoints where workspace_id = ${workspaceId} and id = ${id}`,
  )
  const row = rows[0]
  if (!row) throw new AppError('not_found', `there is no webhook endpoint ${id}`)
  const oldUntil = new Date(Date.now() + overlapHours * 3_600_000).toISOString()
  const old = openSecrets(place, row.sealedSecrets).map(({ secret, until }) => ({
    secret,
    until: until !== null && until < oldUntil ? until : oldUntil,
  }))
  const secret = newSecret()
  const sealedSecrets = sealSecrets(place, [{ secret, until: null }, ...old].slice(0, mostSecrets))
  const applied = await runOne(store, principal, as, {
    type: 'webhook_endpoint.rotate_secret',
    data: { id, baseVersion: row.version, sealedSecrets },
  })
  if (applied.applied) return { secret, oldUntil }
  throw new AppError('command_conflict', 'this very request made a secret before; it was shown then')
}

/** So many signatures at most go with a delivery. */
const mostSecrets = 5

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`
