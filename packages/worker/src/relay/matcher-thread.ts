import { parentPort, workerData } from 'node:worker_threads'
import { type FromMatcher, progress, type ToMatcher } from './matcher-protocol.ts'
import { type Guard, TriggerIndex } from './trigger-index.ts'

// A condition that compares null throws, and is false: most of what that costs is the stack trace, which nobody reads.
Error.stackTraceLimit = 0

/** Evaluates conditions, so that one which takes too long can be ended with the thread and delays nothing else. */
const shared = new Int32Array(workerData as SharedArrayBuffer)
const indexes = new Map<string, TriggerIndex>()
const numbers = new Map<string, number>()

const guardOf = (workspaceId: string): Guard => ({
  before: ({ key }) => {
    Atomics.store(shared, progress.entry, numbers.get(`${workspaceId} ${key}`) ?? -1)
    Atomics.add(shared, progress.clock, 1)
  },
  after: () => void Atomics.add(shared, progress.clock, 1),
})

parentPort?.on('message', (message: ToMatcher) => {
  const { workspaceId } = message
  let index = indexes.get(workspaceId)
  if (!index) indexes.set(workspaceId, (index = new TriggerIndex()))
  switch (message.kind) {
    case 'add':
      for (const entry of message.entries) {
        numbers.set(`${workspaceId} ${entry.key}`, entry.number)
        index.add(entry)
      }
      return
    case 'remove':
      for (const key of message.keys) {
        numbers.delete(`${workspaceId} ${key}`)
        index.remove(key)
      }
      return
    case 'forget':
      indexes.delete(workspaceId)
      return
    case 'match': {
      const guard = guardOf(workspaceId)
      const found = index
      const reply: FromMatcher = {
        batch: message.batch,
        matches: message.events.map((event) => found.match(event, guard)),
      }
      parentPort?.postMessage(reply)
    }
  }
})
