import * as z from 'zod'
import type { Principal } from '../../actor.ts'
import { type Connection, ConnectionAccount } from '../../entities/connection.ts'
import type { Permission } from '../../permissions.ts'
import { Sealed } from '../outgoing/fields.ts'

export const Provider = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_]*$/, 'the id of a connector, e.g. `github`')

const Setting = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
export const Settings = z
  .record(z.string().min(1).max(100), Setting)
  .refine((settings) => Object.keys(settings).length <= 50, 'at most 50 settings')

/** What is learnt of the service when somebody connects; its credentials come encrypted. */
export const connectedFields = {
  auth: z.enum(['token', 'oauth2']),
  account: ConnectionAccount,
  scopes: z.array(z.string().max(500)).max(500),
  settings: Settings,
  sealedCredentials: Sealed,
}

/** What connections do here. Whoever connects or maps gives nothing that they have not themselves. */
export const connectionScopes: readonly Permission[] = [
  'workspace.read',
  'task.create',
  'task.edit',
  'task.assign',
  'task.complete',
  'task.delete',
  'comment.create',
  'time.log',
  'time.manage',
  'integration.manage',
]

/** What a connection does here it does with its owner's rights, as they are then. */
export const connectionPrincipal = (
  workspaceId: string,
  { id, ownerId }: Pick<Connection, 'id' | 'ownerId'>,
): Principal => ({ workspaceId, actor: { type: 'connection', id, memberId: ownerId }, scopes: connectionScopes })
