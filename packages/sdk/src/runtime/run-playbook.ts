import type { Json } from '../json.ts'
import { playbookParts } from '../playbook.ts'
import { createContext } from './create-context.ts'
import { parseEvent, triggerFor } from './parse-event.ts'
import { plainJson } from './plain-json.ts'
import type { RunEvent, RuntimePort } from './port.ts'

/**
 * Runs a playbook on an event (or on all of a batch, of which it is the last): checks the event against its trigger's schema, calls `run`, gives its result as plain JSON (null for nothing).
 * @throws SchemaError, TypeError for a result that JSON cannot carry, and whatever `run` throws
 */
export async function runPlaybook(
  definition: unknown,
  event: RunEvent,
  port: RuntimePort,
  batch: readonly RunEvent[] = [event],
): Promise<Json> {
  const { id, triggers, run } = playbookParts(definition)
  const parsed: RunEvent[] = []
  for (const one of batch) parsed.push(await parseEvent(triggerFor(id, triggers, one), one))
  const result = await run(createContext(definition, parsed.at(-1) ?? event, port, parsed))
  return plainJson(result, 'result') ?? null
}
