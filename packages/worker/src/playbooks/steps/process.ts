import { Worker } from 'node:worker_threads'
import type { StepAnswer, StepCall } from './protocol.ts'

/**
 * The process in which Node code of playbooks runs: without secrets in its environment, without our database. Its main thread only watches,
 * so a call that never ends is ended here, and the process ends when the host is gone, whatever its threads do.
 */
const [file = '', memory = '256'] = process.argv.slice(2)
const idle: Worker[] = []
const waiting: StepCall[] = []
let threads = 0
const maxThreads = 4

process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole group; the host decides when this process ends.
process.on('SIGINT', () => undefined)
process.on('message', (call: StepCall) => {
  waiting.push(call)
  dispatch()
})

function dispatch(): void {
  while (waiting.length > 0 && (idle.length > 0 || threads < maxThreads)) {
    const call = waiting.shift()
    if (call !== undefined) run(idle.pop() ?? spawn(), call)
  }
}

function spawn(): Worker {
  threads++
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { file },
    resourceLimits: { maxOldGenerationSizeMb: Number(memory), maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    stdout: false,
  })
  thread.once('exit', () => {
    threads--
    const place = idle.indexOf(thread)
    if (place >= 0) idle.splice(place, 1)
    dispatch()
  })
  thread.on('error', () => undefined)
  return thread
}

/** One call has its thread to itself, so ending the thread ends nothing else. */
function run(thread: Worker, call: StepCall): void {
  let over = false
  const end = (answer: StepAnswer, reuse: boolean) => {
    if (over) return
    over = true
    clearTimeout(timer)
    thread.off('message', onMessage).off('error', onError).off('exit', onExit)
    process.send?.(answer)
    if (reuse) idle.push(thread)
    else void thread.terminate()
    dispatch()
  }
  const fail = (kind: 'timed_out' | 'out_of_memory' | 'threw', message: string, name = 'Error') =>
    end({ call: call.call, ok: false, error: { kind, name, message } }, false)
  const onMessage = (answer: StepAnswer) => end(answer, true)
  const onError = (error: Error & { code?: string }) =>
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? fail('out_of_memory', `${call.name} used more than ${memory} MB`, 'OutOfMemoryError')
      : fail('threw', error.message, error.name)
  const onExit = () => fail('threw', `${call.name} ended its thread`)
  const timer = setTimeout(
    () => fail('timed_out', `${call.name} took longer than ${call.timeoutMs} ms and was ended`, 'TimeoutError'),
    call.timeoutMs,
  )
  thread.on('message', onMessage).on('error', onError).on('exit', onExit)
  thread.postMessage(call)
}
