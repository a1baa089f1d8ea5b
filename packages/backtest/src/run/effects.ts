import { commandCatalogue, keptOf, withoutQuery } from '@orchestrator/domain'
import type { Json, JsonObject, RuntimeAction, RuntimeHttpRequest, Step } from '@orchestrator/sdk/runtime'
import type { Effect } from '../outcome.ts'
import type { RecordedStep } from '../source.ts'

type Place = Pick<Effect, 'step' | 'at'>

export function commandEffect(place: Place, type: string, given: JsonObject): Effect {
  const data = withDefaults(type, given)
  return { ...place, kind: 'command', what: type, summary: `${type} ${labelOf(data)}`.trim(), data }
}

/** As the history keeps a command: what it leaves out stands there as what it means. */
function withDefaults(type: string, data: JsonObject): JsonObject {
  const parsed = commandCatalogue[type as keyof typeof commandCatalogue]?.data.safeParse(data)
  return parsed?.success ? (parsed.data as unknown as JsonObject) : data
}

/** As the history of runs keeps it: without the query, which may hold secrets, and without the body. */
export function httpEffect(place: Place, { method, url }: Pick<RuntimeHttpRequest, 'method' | 'url'>): Effect {
  const address = withoutQuery(url)
  return { ...place, kind: 'http', what: `${method} ${address}`, summary: `${method} ${address}`, data: {} }
}

export function stepEffect(place: Place, name: string, args: readonly Json[]): Effect {
  return { ...place, kind: 'step', what: name, summary: name, data: { args: [...args] } as unknown as JsonObject }
}

export function scriptEffect(place: Place, source: string, input: Json): Effect {
  const [first = ''] = source.trim().split('\n')
  return {
    ...{ ...place, kind: 'script', what: 'script.run', summary: `script.run ${first}`.slice(0, 200) },
    data: { source, input: input ?? null },
  }
}

/** As the history of runs keeps it: without credentials, and of long texts the beginning. */
export function actionEffect(place: Place, { name, input, connection }: Omit<RuntimeAction, 'retries'>): Effect {
  return {
    ...place,
    kind: 'action',
    what: name,
    summary: name,
    data: { connection, input: keptOf(input) as JsonObject },
  }
}

/** What a run did in truth, out of its history: steps that failed had no effect. */
export function recordedEffects(steps: readonly RecordedStep[]): readonly Effect[] {
  return steps
    .filter(({ status, kind }) => status === 'completed' || (kind === 'http' && status === 'failed'))
    .toSorted((a, b) => a.step - b.step)
    .flatMap(({ step, kind, name, input }): Effect[] => {
      const place = { step, at: null }
      const given = (input ?? {}) as unknown as Record<string, Json>
      if (kind === 'command')
        return (input as unknown as { type: string; data: JsonObject }[]).map(({ type, data }) =>
          commandEffect(place, type, data),
        )
      if (kind === 'http') return [httpEffect(place, given as never)]
      if (kind === 'step') return [stepEffect(place, name, (given['args'] ?? []) as readonly Json[])]
      if (kind === 'script') return [scriptEffect(place, String(given['source']), given['input'] ?? null)]
      if (kind === 'action') return [actionEffect(place, { name, ...given } as never)]
      return []
    })
}

const placeOf = (step: Step, now: number): Place => ({ step: step.n, at: new Date(now).toISOString() })

export { placeOf }

function labelOf(data: JsonObject): string {
  const said = ['title', 'name', 'body', 'type', 'template']
    .map((field) => data[field])
    .find((one) => typeof one === 'string')
  if (typeof said === 'string') return JSON.stringify(said.length > 80 ? `${said.slice(0, 79)}…` : said)
  const { id, ...changes } = data
  return [id, Object.keys(changes).join(', ')].filter(Boolean).join(': ')
}
