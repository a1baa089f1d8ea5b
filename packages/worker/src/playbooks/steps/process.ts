import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isAnswerTo } from './is-answer.ts'
import { permissionFlags } from './permission.ts'
import type { StepAnswer, StepCall } from './protocol.ts'

/**
 * Watches the processes in which Node code of playbooks runs, and runs none itself: so a call that never ends is ended, and so are they when the
 * host is gone, whatever they do. Processes and not threads, because who may start threads may give them rights of which he has none himself.
 */
const [file = '', memory = '256', temporary = '', ...folders] = process.argv.slice(2)
const entry = fileURLToPath(new URL('./run-step.ts', import.meta.url))
const idle: ChildProcess[] = []
const waiting: StepCall[] = []
const all = new Set<ChildProcess>()
const most = 4
/** What a process may take to start and load the code, beside the time of its first call. */
const startMs = 2_000

process.on('disconnect', () => process.exit(0))
process.on('exit', () => {
  for (const child of all) child.kill('SIGKILL')
})
// Ctrl-C reaches the whole group; the host decides when this process ends.
process.on('SIGINT', () => undefined)
process.on('message', (call: StepCall) => {
  waiting.push(call)
  dispatch()
})

function dispatch(): void {
  while (waiting.length > 0 && (idle.length > 0 || all.size < most)) {
    const call = waiting.shift()
    if (call === undefined) return
    const child = idle.pop()
    if (child !== undefined) run(child, call, call.timeoutMs)
    else run(start(), call, call.timeoutMs + startMs)
  }
}

function start(): ChildProcess {
  const child = fork(entry, [file], {
    env: { ...process.env, TMPDIR: temporary },
    execArgv: [
      ...permissionFlags({ file, folders: [temporary, ...folders] }),
      `--max-old-space-size=${memory}`,
      '--max-semi-space-size=8',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
    ],
    serialization: 'json',
  })
  all.add(child)
  child.on('error', () => undefined)
  child.once('exit', () => {
    all.delete(child)
    const place = idle.indexOf(child)
    if (place >= 0) idle.splice(place, 1)
    dispatch()
  })
  return child
}

/** One call has its process to itself, so ending it ends nothing else. */
function run(child: ChildProcess, call: StepCall, limitMs: number): void {
  const end = (answer: StepAnswer) => {
    clearTimeout(timer)
    child.off('message', onMessage).off('exit', onExit)
    process.send?.(answer)
  }
  const fail = (kind: 'timed_out' | 'out_of_memory' | 'threw', message: string, name = 'Error') => {
    end({ call: call.call, ok: false, error: { kind, name, message } })
    child.kill('SIGKILL')
  }
  const onMessage = (said: unknown) => {
    if (!isAnswerTo(call.call, said)) return
    end(said.answer)
    if (said.last) child.kill('SIGKILL')
    else idle.push(child)
    dispatch()
  }
  const onExit = (code: number | null, signal: string | null) => {
    // V8 aborts when its heap is full; the system kills what takes too much besides.
    if (code === 134 || signal === 'SIGABRT' || signal === 'SIGKILL')
      return fail('out_of_memory', `${call.name} used more than ${memory} MB`, 'OutOfMemoryError')
    fail('threw', `${call.name} ended its process`)
  }
  const timer = setTimeout(
    () => fail('timed_out', `${call.name} took longer than ${call.timeoutMs} ms and was ended`, 'TimeoutError'),
    limitMs,
  )
  child.on('message', onMessage).on('exit', onExit)
  child.send(call)
}
