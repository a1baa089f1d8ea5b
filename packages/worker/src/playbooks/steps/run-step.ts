import { pathToFileURL } from 'node:url'
import type { FromStep, StepAnswer, StepCall, StepError } from './protocol.ts'

/** The process in which functions of one steps.js run, one call at a time. It may do no more than docs/sdk.md says, and knows nothing of the platform. */
type Functions = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const [file = ''] = process.argv.slice(2)
const loading = import(pathToFileURL(file).href) as Promise<{ default: Functions }>
loading.catch(() => undefined)

let current: StepCall | undefined
const say = (said: FromStep, then?: () => void) => void process.send?.(said, undefined, {}, then)

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => undefined)
process.on('message', async (call: StepCall) => {
  current = call
  say({ answer: await answer(call), last: false })
  current = undefined
})
// What nobody awaited fails the call that is under way, and ends the process: what else it left is unknown.
process.on('uncaughtException', (error) => {
  if (current === undefined) process.exit(1)
  say({ answer: failed(current.call, 'threw', error), last: true }, () => process.exit(1))
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
    error: {
      kind,
      // An error may carry anything under these names.
      name: String(name),
      message: refusalOf(error) ?? String(message),
      ...(stack !== undefined && { stack: String(stack).slice(0, 4_000) }),
    },
  }
}

/** Node speaks of its own flags, which people who write steps cannot set. */
function refusalOf(error: unknown): string | null {
  const { code, permission, resource } = (error ?? {}) as { code?: string; permission?: string; resource?: string }
  if (code !== 'ERR_ACCESS_DENIED') return null
  if (permission?.startsWith('FileSystem'))
    return `steps.ts may not ${permission === 'FileSystemRead' ? 'read' : 'write'} ${resource}; an operator can allow its folder in ORCHESTRATOR_STEPS_FOLDERS`
  return 'steps.ts may start no programs and no threads'
}
