import { requestedAt, toldEntities } from '@orchestrator/store'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { execute } from './execute.ts'
import { identify } from './identify.ts'

/**
 * What a request whose command is made out of what is there now was answered first; undefined: it is new. What is there has changed
 * since, maybe so that no command would be made any more.
 *
 * @throws AppError `command_conflict` when its Idempotency-Key stands for another request
 */
export async function firstAnswer(
  call: Pick<Call, 'api' | 'c' | 'identity' | 'workspaceId' | 'body'>,
): Promise<object | undefined> {
  const { api, c, identity, workspaceId } = call
  const { commandId, idempotency } = identify(call)
  if (!idempotency || !(await read(api, workspaceId, (tx) => requestedAt(tx, workspaceId, idempotency.id))))
    return undefined
  await execute(api, identity.principal, [], idempotency)
  const id = commandId(0)
  const told = await read(api, workspaceId, (tx) => toldEntities(tx, workspaceId, { ids: [id] }))
  c.header('Command-Id', id)
  c.header('Idempotency-Replayed', 'true')
  return told.get(id)?.entity ?? undefined
}
