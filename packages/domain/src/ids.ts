import { parse, v5, v7 } from 'uuid'
import * as z from 'zod'

/** Any RFC 9562 UUID, in lower case. Clients make version 7, derived ids are version 5. */
export const Id = z.uuid().transform((id) => id.toLowerCase())

/** Namespace of all derived ids; never change it: ids already stored were derived with it. */
const namespace = parse('b9c5ec5e-55c5-5d5c-8f0f-0c2ad0c1a4de')

/** A new time-ordered id (UUIDv7). Not deterministic: never call it in a workflow. */
export const newId = (): string => v7()

/** The same parts always give the same id (UUIDv5), so that a repeated effect is recognised as the same. */
export const deriveId = (...parts: readonly (string | number)[]): string => v5(parts.join('\u0000'), namespace)

/** The run that an automation makes of an event: one at most, however often the relay looks. */
export const runIdOf = (workspaceId: string, automationId: string, eventId: string): string =>
  deriveId(workspaceId, automationId, eventId)

/** The run that is made when somebody asks for it (a retry, an event played again), by the event of the request. */
export const requestedRunIdOf = (requestEventId: string): string => deriveId(requestEventId, 'run')

/** The id of the n-th command of a run's step (both from 0), so that a retried step has no second effect. */
export const commandIdOf = (runId: string, step: number, index = 0): string => deriveId(runId, 'step', step, index)

/** The schedule that something has in this place among its schedules (from 0). */
export const scheduleIdOf = (ownerId: string, position = 0): string => deriveId(ownerId, 'schedule', position)
