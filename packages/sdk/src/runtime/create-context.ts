import { toMilliseconds } from '../duration.ts'
import { PlaybookDefinitionError } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { playbookParts } from '../playbook.ts'
import type { Log, RunContext } from '../run/context.ts'
import { createAgents } from './agents.ts'
import { createApproval } from './approval.ts'
import { StepCounter } from './call.ts'
import { createHttp } from './http.ts'
import { createIntegrations } from './integrations.ts'
import { createNotify } from './notify.ts'
import { createPatches } from './patches.ts'
import { plainJson } from './plain-json.ts'
import type { LogLevel, RunEvent, RuntimePort } from './port.ts'
import { createResources } from './resources.ts'
import { createScripts } from './scripts.ts'
import { createTemplates } from './templates.ts'
import { createWaitFor } from './wait.ts'
import { createWebhooks } from './webhooks.ts'

/** What `run` gets. The events are given as they are: `runPlaybook` parses them. `given` are all of a batch. */
export function createContext(
  definition: unknown,
  event: RunEvent,
  port: RuntimePort,
  given: readonly RunEvent[] = [event],
): RunContext {
  const { id, steps } = playbookParts(definition)
  return createContextFor({ id, hasSteps: steps !== null }, event, port, new StepCounter(), given)
}

/** The same for a run of whatever has no definition in code. @param steps gives the calls their numbers */
export function createContextFor(
  parts: { readonly id: string; readonly hasSteps: boolean },
  event: RunEvent,
  port: RuntimePort,
  steps: StepCounter,
  given: readonly RunEvent[] = [event],
): RunContext {
  const log =
    (level: LogLevel) =>
    (message: string, fields: object = {}) =>
      port.log(level, String(message), (plainJson(fields, 'log') ?? {}) as JsonObject)
  const logs: Log = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }

  const pause = (name: string, milliseconds: number, summary: string) =>
    port.sleep(steps.take(name, summary), milliseconds)

  const context: RunContext = {
    event,
    ...createResources(port, steps),
    templates: createTemplates(port, steps),
    patches: createPatches(port, steps),
    notify: createNotify(port, steps),
    http: createHttp(port, steps),
    webhooks: createWebhooks(port, steps),
    scripts: createScripts(event, port, steps),
    integrations: createIntegrations(port, steps),
    agents: createAgents({ event, port, steps, context: () => context }),
    log: logs,
    steps: createSteps(parts.id, parts.hasSteps, port, steps) as RunContext['steps'],
    events: withSend([...given], async (...events) => {
      const commands = events.map(({ type, payload }, index) => ({
        type: 'event.send',
        data: { type, payload: plainJson(payload, `events.send: payload ${index}`) ?? null },
      }))
      await port.command(steps.take('events.send', `send ${events.map(({ type }) => type).join(', ')}`), commands)
    }),
    playbooks: {
      async run(id, input) {
        const data = { name: id, input: plainJson(input, 'playbooks.run: input') ?? null }
        await port.command(steps.take('playbooks.run', `run ${id}`), [{ type: 'playbook.run', data }])
      },
    },
    sleep: async (duration) =>
      pause(
        'sleep',
        toMilliseconds(duration, 'sleep'),
        `sleep ${typeof duration === 'number' ? `${duration} ms` : duration}`,
      ),
    async sleepUntil(instant) {
      const until = new Date(instant)
      if (Number.isNaN(until.getTime()))
        throw new PlaybookDefinitionError(
          `sleepUntil: ${JSON.stringify(instant)} is no instant; give a Date or an ISO text`,
        )
      await pause('sleepUntil', Math.max(0, until.getTime() - port.now()), `sleep until ${until.toISOString()}`)
    },
    waitFor: createWaitFor(parts.id, event, port, steps),
    approval: createApproval(event, port, steps),
  }
  return context
}

type Send = RunContext['events']['send']

/** The list of events; `send` is no element of it and shows in no loop. */
const withSend = (events: readonly RunEvent[], send: Send): RunContext['events'] =>
  Object.freeze(Object.defineProperty(events, 'send', { value: send })) as unknown as RunContext['events']

function createSteps(id: string, exist: boolean, port: RuntimePort, steps: StepCounter): object {
  return new Proxy(Object.freeze({}), {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then') return undefined
      if (!exist)
        throw new PlaybookDefinitionError(
          `playbook '${id}' has no steps; add steps: steps<typeof import('./steps.ts')>() to it`,
        )
      return async (...args: unknown[]): Promise<Json | undefined> => {
        const plain = args.map((arg, index) => plainJson(arg, `steps.${name}: argument ${index + 1}`) ?? null)
        return port.step(steps.take(`steps.${name}`, `steps.${name}`), name, plain)
      }
    },
  })
}
