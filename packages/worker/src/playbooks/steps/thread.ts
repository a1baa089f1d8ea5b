import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { StepAnswer, StepCall, StepError } from './protocol.ts'

/** Runs functions of one steps.js, one call at a time. All that it knows of the platform is this port. */
type Functions = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const { file } = workerData as { file: string }
const loading = import(pathToFileURL(file).href) as Promise<{ default: Functions }>
loading.catch(() => undefined)

parentPort?.on('message', async (call: StepCall) => {
  parentPort?.postMessage(await answer(call))
})

async function answer({ call, playbook, name, args }: StepCall): Promise<StepAnswer> {
  let functions: Functions
  try {
    functions = (await loading).default
  } catch (error) {
    return failed(call, 'not_loaded', error)
  }
  const own = Object.hasOwn(functions, playbook) ? functions[playbook] : undefined
  const run = own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined
  if (typeof run !== 'function')
    return failed(call, 'missing', new Error(`steps.ts of ${playbook} exports no function ${name}`))
  try {
    const value: unknown = await run(...args)
    return { call, ok: true, value: plainJson(value, name) }
  } catch (error) {
    return failed(call, error instanceof NotSerialisable ? 'not_serialisable' : 'threw', error)
  }
}

class NotSerialisable extends Error {
  override readonly name = 'NotSerialisable'
}

const maxBytes = 1024 * 1024

/** What JSON would silently change is refused: the playbook would see something else than the function returned. */
function plainJson(value: unknown, name: string) {
  if (value === undefined) return null
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    throw new NotSerialisable(`${name} returned what JSON cannot carry: ${(error as Error).message}`)
  }
  if (text === undefined) throw new NotSerialisable(`${name} returned a ${typeof value}; a step returns plain JSON`)
  if (text.length > maxBytes)
    throw new NotSerialisable(`${name} returned ${text.length} characters; at most ${maxBytes} can go into a run`)
  return JSON.parse(text)
}

function failed(call: number, kind: StepError['kind'], error: unknown): StepAnswer {
  const { name, message, stack } =
    error instanceof Error ? error : { name: 'Error', message: String(error), stack: undefined }
  return {
    call,
    ok: false,
    error: { kind, name, message, ...(stack !== undefined && { stack: stack.slice(0, 4_000) }) },
  }
}
