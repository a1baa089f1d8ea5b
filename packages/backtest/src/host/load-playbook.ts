import { createContext, Script } from 'node:vm'
import { deriveId } from '@orchestrator/domain'
import { HttpError, type Json, OrchestratorError } from '@orchestrator/sdk/runtime'
import type { RunCode } from '../automation.ts'
import type { Clock } from '../run/clock.ts'
import { fakeGlobals, type Globals } from './fake-globals.ts'

/** What the bundle's entry gives (`isolate/entry.ts`). */
interface Loaded {
  run(id: string, batch: string, call: (method: string, args: string) => Promise<string>): Promise<string>
}

/**
 * Loads a playbook's bundle in a context of its own, so that it gives the same again: with the time and chance of the simulation, and all
 * that goes in and out as JSON. That is no security boundary: the code is of whoever runs it, on their machine. Servers take {@link RuleJob}s.
 */
export function loadPlaybook(code: string, id: string): RunCode {
  let clock: Clock | undefined
  const globals = fakeGlobals(() => clock)
  const loaded = evaluate(code, globals)
  return async (batch, port) => {
    clock = port.clock
    globals.seed(deriveId(String(batch.at(-1)?.id)))
    const call = async (method: string, args: string): Promise<string> => {
      try {
        const answer = await (port[method as 'command'] as (...args: never[]) => Promise<unknown>).call(
          port,
          ...(JSON.parse(args) as never[]),
        )
        return JSON.stringify({ value: answer ?? null })
      } catch (error) {
        return JSON.stringify({ error: errorOf(error) })
      }
    }
    const end = JSON.parse(await loaded.run(id, JSON.stringify(batch), call)) as
      | { readonly value: Json }
      | { readonly error: { readonly code: string; readonly message: string } }
    if ('value' in end) return end.value
    throw new OrchestratorError(end.error.code, end.error.message)
  }
}

function evaluate(code: string, globals: Globals): Loaded {
  const context = createContext({
    ...{ URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal },
    console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
    ...globals.values,
  })
  new Script(globals.prelude).runInContext(context)
  const script = new Script(
    `(() => { const module = { exports: {} }, exports = module.exports;\n${code}\nreturn module.exports.default })()`,
    { filename: 'isolate.js', lineOffset: -1 },
  )
  return script.runInContext(context, { timeout: 5_000 }) as Loaded
}

function errorOf(error: unknown): object {
  if (error instanceof HttpError) {
    const { name, message, status, url, method, headers, body } = error
    return { name, message, status, url, method, headers, body }
  }
  if (error instanceof OrchestratorError) {
    const { name, message, code, fields } = error
    return { name, message, code, fields }
  }
  return { name: 'Error', message: error instanceof Error ? error.message : String(error) }
}
