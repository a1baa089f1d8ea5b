import { parentPort, workerData } from 'node:worker_threads'
import type { AnyEvent } from '@orchestrator/domain'
import { type FromMatcher, progress, type ToMatcher } from './matcher-protocol.ts'
import { type Guard, TriggerIndex } from './trigger-index.ts'

// A condition that compares null throws, and is false: most of what that costs is the stack trace, which nobody reads.
Error.stackTraceLimit = 0

/**
 * Longest that one condition may take for all events of a batch together, in milliseconds: others wait for the batch. Of one
 * event alone, the main thread judges by processor time, which the time here is not.
 */
const batchLimit = 250

interface Workspace {
  readonly index: TriggerIndex
  /** By which the main thread knows the entries. */
  readonly numbers: Map<string, number>
}

/** Evaluates conditions, so that one which takes too long can be ended with the thread and delays nothing else. */
const shared = new Int32Array(workerData as SharedArrayBuffer)
const workspaces = new Map<string, Workspace>()

function remove({ index, numbers }: Workspace, keys: Iterable<string>): void {
  for (const key of keys) {
    numbers.delete(key)
    index.remove(key)
  }
}

/** Shows the main thread what is under evaluation, and finds out what takes too long though each time is short. */
function watch({ numbers }: Workspace, events: number): { guard: Guard; slow: Set<string> } {
  const taken = new Map<string, number>()
  const slow = new Set<string>()
  let current = ''
  let since = 0
  const guard: Guard = {
    before: ({ key }) => {
      current = key
      since = performance.now()
      Atomics.store(shared, progress.entry, numbers.get(key) ?? -1)
      Atomics.add(shared, progress.clock, 1)
    },
    after: () => {
      Atomics.add(shared, progress.clock, 1)
      const sum = (taken.get(current) ?? 0) + performance.now() - since
      taken.set(current, sum)
      if (events > 1 && sum > batchLimit) slow.add(current)
    },
  }
  return { guard, slow }
}

function match(workspace: Workspace, events: readonly AnyEvent[]): Omit<FromMatcher, 'batch'> {
  const { guard, slow } = watch(workspace, events.length)
  const matches = events.map((event) => {
    const keys = workspace.index.match(event, guard)
    remove(workspace, slow)
    return keys
  })
  return { matches, slow: [...slow] }
}

parentPort?.on('message', (message: ToMatcher) => {
  const { workspaceId } = message
  let workspace = workspaces.get(workspaceId)
  if (!workspace) workspaces.set(workspaceId, (workspace = { index: new TriggerIndex(), numbers: new Map() }))
  switch (message.kind) {
    case 'add':
      for (const entry of message.entries) {
        workspace.numbers.set(entry.key, entry.number)
        workspace.index.add(entry)
      }
      return
    case 'remove':
      remove(workspace, message.keys)
      return
    case 'forget':
      workspaces.delete(workspaceId)
      return
    case 'match': {
      const reply: FromMatcher = { batch: message.batch, ...match(workspace, message.events) }
      parentPort?.postMessage(reply)
    }
  }
})
