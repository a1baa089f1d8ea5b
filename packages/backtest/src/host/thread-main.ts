import { parentPort, workerData } from 'node:worker_threads'
import type { Automation } from '../automation.ts'
import { simulate } from '../simulate.ts'
import { loadPlaybook } from './load-playbook.ts'
import type { AutomationData, FromThread, Job } from './protocol.ts'
import { RemoteSource } from './remote-source.ts'

// What a run throws is told by its message; most of what throwing costs is the stack.
Error.stackTraceLimit = 0

const send = (message: FromThread) => parentPort?.postMessage(message)

function automationOf(data: AutomationData): Automation {
  if (data.kind === 'rule') return data
  const { code, ...rest } = data
  return { ...rest, run: loadPlaybook(code, data.manifest.id) }
}

async function main({ automation, current, leftOut, ...job }: Job): Promise<void> {
  const source = new RemoteSource(send)
  parentPort?.on('message', (message) => source.answer(message))
  send({ kind: 'loaded' })
  const told = simulate({
    ...job,
    source,
    automation: automationOf(automation),
    current: current ? automationOf(current) : undefined,
    leftOut: new Map(leftOut),
    begin: (seq) => send({ kind: 'begin', seq }),
  })
  for await (const one of told) send({ kind: 'told', told: one })
  send({ kind: 'done' })
}

main(workerData as Job)
  .catch((error: unknown) => send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }))
  .finally(() => parentPort?.close())
