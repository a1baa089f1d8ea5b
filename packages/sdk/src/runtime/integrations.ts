import { PlaybookDefinitionError } from '../errors.ts'
import type { Integrations } from '../generated/integrations.ts'
import type { Json, JsonObject } from '../json.ts'
import type { ActionOptions } from '../run/integrations.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimePort } from './port.ts'

const defaultRetries = 10

/** `integrations` of a run. Which actions there are the server knows: a connector may come after this code was built. */
export const createIntegrations = (port: RuntimePort, steps: StepCounter): Integrations =>
  named((provider) =>
    named(
      (action) => (input: unknown, options?: ActionOptions) =>
        callAction(`${provider}.${action}`, input, options, { port, steps }),
    ),
  ) as Integrations

const named = (make: (name: string) => unknown): object =>
  new Proxy(Object.freeze({}), {
    get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : make(name)),
  })

/** @param name e.g. `github.createPullRequest` */
export function callAction(
  name: string,
  input: unknown,
  { connection, retries = defaultRetries }: ActionOptions = {},
  { port, steps }: { readonly port: RuntimePort; readonly steps: StepCounter },
): Promise<Json> {
  const plain = plainJson(input, `${name}: input`)
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new PlaybookDefinitionError(`${name}: its input is an object`)
  if (!Number.isInteger(retries) || retries < 0 || retries > 20)
    throw new PlaybookDefinitionError(`${name}: retries is a whole number from 0 to 20`)
  const { title, summary } = plain as JsonObject
  const said = [title, summary].find((one) => typeof one === 'string')
  const step = steps.take(name, said === undefined ? name : `${name} ${JSON.stringify(said)}`)
  return port.action(step, { name, input: plain as JsonObject, connection: connection ?? null, retries })
}
