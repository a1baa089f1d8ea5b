import {
  type AnyEvent,
  AppError,
  type Command,
  type CommandInput,
  type CommandType,
  type EntityKind,
  type Principal,
  snapshotKey,
} from '@orchestrator/domain'
import { type AppliedCommand, eventsBetween, getEntity, type Idempotency } from '@orchestrator/store'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { execute } from './execute.ts'
import { identify } from './identify.ts'

type Caller = Pick<Call, 'api' | 'c' | 'identity' | 'workspaceId' | 'body'>

/** Runs one command for a request and says in headers which one it was and whether it was known already. */
export function runCommand<T extends CommandType>(
  call: Caller,
  type: T,
  data: CommandInput<T>,
): Promise<AppliedCommand> {
  const { commandId, idempotency } = identify(call)
  return runCommandAs(call, call.identity.principal, commandId(0), type, data, idempotency)
}

/** The same with an id that comes from elsewhere. */
export async function runCommandAs<T extends CommandType>(
  { api, c }: Pick<Call, 'api' | 'c'>,
  principal: Principal,
  id: string,
  type: T,
  data: CommandInput<T>,
  idempotency?: Idempotency,
): Promise<AppliedCommand> {
  const [applied] = await execute(api, principal, [{ id, type, data } as unknown as Command], idempotency)
  if (!applied) throw new AppError('internal', 'a command without a result')
  c.header('Command-Id', id)
  if (!applied.applied) c.header('Idempotency-Replayed', 'true')
  return applied
}

/**
 * The entity that a command made or changed, as it was then: from the command's own events, so that a repeated request is
 * answered like the first. A command that changed nothing answers with the entity as it is.
 */
export async function entityAfter(call: Caller, applied: AppliedCommand): Promise<object> {
  if (applied.entity) return applied.entity
  const { kind, id } = applied.result
  const { workspaceId } = call
  const { firstSeq, lastSeq } = applied
  const entity = await read(call.api, workspaceId, async (tx) => {
    if (firstSeq === null || lastSeq === null) return getEntity(tx, workspaceId, kind as EntityKind, id)
    return snapshotIn(await eventsBetween(tx, workspaceId, firstSeq, lastSeq), kind, id)
  })
  if (!entity) throw new AppError('not_found', `the ${kind} ${id} has been deleted since`)
  return entity
}

/** The only event of a command that makes just one, e.g. of `event.send`. */
export async function eventOf(call: Pick<Call, 'api' | 'workspaceId'>, applied: AppliedCommand): Promise<AnyEvent> {
  const { firstSeq } = applied
  const events =
    firstSeq === null
      ? []
      : await read(call.api, call.workspaceId, (tx) => eventsBetween(tx, call.workspaceId, firstSeq, firstSeq))
  const [event] = events
  if (!event) throw new AppError('internal', 'a command without its event')
  return event
}

function snapshotIn(events: readonly AnyEvent[], kind: string, id: string): object | undefined {
  const key = snapshotKey(kind as EntityKind)
  const last = events.findLast((event) => event.subject.id === id && key in event)
  return (last as unknown as Record<string, object> | undefined)?.[key]
}
