import { AppError, deriveId, newId } from '@orchestrator/domain'
import type { Idempotency } from '@orchestrator/store'
import type { Call } from '../http/route.ts'

/** How a request's commands are recognised when it is repeated. */
export interface Identification {
  /** The id of its n-th command. */
  commandId(index: number): string
  /** The id of its command about this thing, where which things it is about differs from call to call. */
  commandIdFor(subjectId: string): string
  readonly idempotency: Idempotency | undefined
}

/**
 * With an Idempotency-Key the ids of a request's commands are derived from the caller and the key, and the key stands for this
 * very request: its method, its address and its body. Without one they are new.
 */
export function identify({ c, identity, body }: Pick<Call, 'c' | 'identity' | 'body'>): Identification {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return { commandId: () => newId(), commandIdFor: () => newId(), idempotency: undefined }
  if (key.length === 0 || key.length > 255) {
    throw new AppError('invalid_input', 'the Idempotency-Key must have 1 to 255 characters', {
      fields: [{ path: 'Idempotency-Key', expected: '1 to 255 characters', code: 'invalid_header' }],
    })
  }
  const { workspaceId, actor } = identity.principal
  const parts = [workspaceId, actor.id, 'idempotency-key', key] as const
  const request = { method: c.req.method, path: c.req.path, ifMatch: c.req.header('if-match'), body }
  return {
    commandId: (index) => deriveId(...parts, index),
    commandIdFor: (subjectId) => deriveId(...parts, 'for', subjectId),
    idempotency: { id: deriveId(...parts), request },
  }
}
