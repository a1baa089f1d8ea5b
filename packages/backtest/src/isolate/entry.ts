import {
  HttpError,
  manifestOf,
  OrchestratorError,
  type RunEvent,
  type RuntimePort,
  runPlaybook,
} from '@orchestrator/sdk/runtime'

// Bundled with a playbook, and loaded in a context of its own: all that goes in and out is JSON.

type Call = (method: string, args: string) => Promise<string>

interface Refusal {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly [field: string]: unknown
}

/** What is made of a bundle's playbooks. */
export function simulatorOf(definitions: readonly unknown[]): {
  run(id: string, batch: string, call: Call): Promise<string>
} {
  return {
    async run(id, batch, call) {
      try {
        const definition = definitions.find((one) => manifestOf(one).id === id)
        const events = JSON.parse(batch) as RunEvent[]
        const value = await runPlaybook(definition, events.at(-1) as RunEvent, portOver(call), events)
        return JSON.stringify({ value })
      } catch (error) {
        return JSON.stringify({ error: inWords(error) })
      }
    },
  }
}

function portOver(call: Call): RuntimePort {
  const ask =
    (method: string) =>
    async (...args: readonly unknown[]): Promise<never> => {
      const answer = JSON.parse(await call(method, JSON.stringify(args))) as { value: never } | { error: Refusal }
      if ('error' in answer) throw thrown(answer.error)
      return answer.value
    }
  return {
    ...{ command: ask('command'), query: ask('query'), sleep: ask('sleep'), waitFor: ask('waitFor') },
    ...{ http: ask('http'), step: ask('step'), script: ask('script'), action: ask('action') },
    log() {},
    now: () => Date.now(),
  }
}

/** By the classes that playbooks know. */
function thrown(refusal: Refusal): Error {
  if (refusal.name === 'HttpError') return new HttpError(refusal.message, refusal as never)
  if (refusal.code !== undefined) return new OrchestratorError(refusal.code, refusal.message, refusal as never)
  return new Error(refusal.message)
}

function inWords(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof OrchestratorError) return { code: error.code, message: error.message }
  if (!(error instanceof Error)) return { code: 'threw', message: `run threw ${String(error)} instead of an Error` }
  return { code: 'threw', message: error.name === 'Error' ? error.message : `${error.name}: ${error.message}` }
}
