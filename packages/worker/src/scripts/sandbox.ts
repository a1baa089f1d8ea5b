import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule, Scope } from 'quickjs-emscripten-core'
import { harness } from './harness.ts'
import type { FromScript, ScriptAnswer, ScriptCall, ScriptError } from './protocol.ts'

const mostOutput = 256 * 1024
const mostLogs = 100
const mostLogText = 1_000
/** Deeper than any sensible script, and far less than what the engine itself has. */
const stackBytes = 256 * 1024
const fileName = 'script'

/** Given, not imported: its process may read nothing but files that it was told of. */
export interface Engine {
  readonly module: QuickJSWASMModule
  readonly Scope: new () => Scope
}

/**
 * Runs one script in an engine of its own: its memory, time and stack are limited, and of the world it sees nothing but the texts
 * that are given to it.
 * @param usedMs the processor time of this process so far
 * @returns its answer, and whether the engine can be used on: what threw of itself is in a state that nobody knows
 */
export function runScript({ module, Scope }: Engine, call: ScriptCall, usedMs: () => number): FromScript {
  const logs: string[] = []
  const failed = (kind: ScriptError['kind'], message: string, line: number | null = null): ScriptAnswer => ({
    ...{ call: call.call, logs, ok: false },
    error: { kind, message, line },
  })
  const end = usedMs() + call.timeoutMs
  const late = () => usedMs() > end
  const scope = new Scope()
  let answer: ScriptAnswer | undefined
  try {
    const runtime = scope.manage(module.newRuntime())
    runtime.setMemoryLimit(call.memoryMb * 1024 * 1024)
    runtime.setMaxStackSize(stackBytes)
    runtime.setInterruptHandler(late)
    const context = scope.manage(runtime.newContext())
    const said = new Map<string, string>()
    const shown = start({ context, scope }, call, (what, text) => {
      if (what !== 'log') said.set(what, said.get(what) ?? text.slice(0, mostOutput + 1))
      else if (logs.length < mostLogs) logs.push(text.slice(0, mostLogText))
    })
    if (shown) said.set('error', JSON.stringify(shown))
    while (runtime.hasPendingJob() && said.size === 0 && !late()) {
      const jobs = runtime.executePendingJobs(100)
      if (jobs.error) said.set('error', JSON.stringify(show(context, scope.manage(jobs.error))))
    }
    answer = answerOf(said)
    scope.dispose()
    return { answer, last: false }
  } catch (error) {
    const message = `the script broke its engine: it nests too deeply, or is too large (${error instanceof Error ? error.message : String(error)})`
    return { answer: answer ?? failed('threw', message.slice(0, 300)), last: true }
  }

  function answerOf(said: ReadonlyMap<string, string>): ScriptAnswer {
    const value = said.get('value')
    if (value !== undefined) {
      if (value.length > mostOutput) return failed('too_large', `the script gave more than ${mostOutput / 1024} KiB`)
      return { call: call.call, logs, ok: true, value: JSON.parse(value) as unknown }
    }
    const kind = said.get('unserialisable')
    if (kind !== undefined) return failed('not_serialisable', `the script gave a ${kind}; it gives plain JSON`)
    const error = said.get('error')
    if (error === undefined && late()) return failed('timed_out', tooLong)
    if (error === undefined) return failed('timed_out', 'the script awaits what never happens')
    const { name, message, stack } = JSON.parse(error) as Shown
    if (name === 'InternalError' && message === 'interrupted') return failed('timed_out', tooLong, lineIn(stack))
    if (name === 'InternalError' && message === 'out of memory')
      return failed('out_of_memory', `the script used more than ${call.memoryMb} MB`, lineIn(stack))
    return failed('threw', name === '' ? message : `${name}: ${message}`, lineIn(stack))
  }
}

const tooLong = 'the script took longer than it may'

interface Shown {
  readonly name: string
  readonly message: string
  readonly stack: string
}

interface Place {
  readonly context: QuickJSContext
  readonly scope: Scope
}

/** Begins the script. @returns why it could not be begun */
function start({ context, scope }: Place, call: ScriptCall, say: (what: string, text: string) => void): Shown | null {
  const texts = (value: unknown) => scope.manage(context.newString(JSON.stringify(value ?? null)))
  const settings = JSON.stringify({ now: call.now, seed: call.seed, mostLogs, mostLogText })
  const begin = context.evalCode(harness, 'harness')
  if (begin.error) return show(context, scope.manage(begin.error))
  const main = scope.manage(begin.value)
  const given = scope.manage(context.unwrapResult(context.evalCode(`(${settings})`, 'settings')))
  const out = scope.manage(
    context.newFunction('say', (what, text) => say(context.getString(what), context.getString(text))),
  )
  // On one line with its beginning, so that the script's lines are counted from 1.
  const compiled = context.evalCode(`(async function (input, event, log) { "use strict"; ${call.source}\n})`, fileName)
  if (compiled.error) return show(context, scope.manage(compiled.error))
  const run = scope.manage(compiled.value)
  const begun = context.callFunction(main, context.undefined, given, run, texts(call.input), texts(call.event), out)
  if (begun.error) return show(context, scope.manage(begun.error))
  scope.manage(begun.value)
  return null
}

function show(context: QuickJSContext, handle: QuickJSHandle): Shown {
  const shown = context.dump(handle) as Partial<Shown> | string | null
  const parts = typeof shown === 'object' && shown !== null ? shown : { message: String(shown) }
  return { name: String(parts.name ?? ''), message: String(parts.message ?? ''), stack: String(parts.stack ?? '') }
}

/** The innermost line of the script itself. */
function lineIn(stack: string): number | null {
  const found = new RegExp(`\\b${fileName}:(\\d+)`).exec(stack)?.[1]
  return found === undefined ? null : Number(found)
}
