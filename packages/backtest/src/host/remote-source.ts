import { OrchestratorError } from '@orchestrator/sdk/runtime'
import type { Source } from '../source.ts'
import type { FromThread, SourceMethod, ToThread } from './protocol.ts'

/** A source whose questions the main thread answers. */
export class RemoteSource implements Source {
  readonly #send: (message: FromThread) => void
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #next = 0

  constructor(send: (message: FromThread) => void) {
    this.#send = send
  }

  events: Source['events'] = (query) => this.#ask('events', query)
  rows: Source['rows'] = (kind, by) => this.#ask('rows', kind, by)
  list: Source['list'] = (query) => this.#ask('list', query)
  runs: Source['runs'] = (query) => this.#ask('runs', query)
  membersBehind: Source['membersBehind'] = (query) => this.#ask('membersBehind', query)
  steps: Source['steps'] = (runId) => this.#ask('steps', runId)

  answer(message: ToThread): void {
    const open = this.#open.get(message.id)
    this.#open.delete(message.id)
    if (message.kind === 'answer') open?.resolve(message.value as never)
    else open?.reject(new OrchestratorError(message.code, message.message))
  }

  #ask<T>(method: SourceMethod, ...args: readonly unknown[]): Promise<T> {
    const id = this.#next++
    return new Promise<T>((resolve, reject) => {
      this.#open.set(id, { resolve, reject })
      this.#send({ kind: 'ask', id, method, args })
    })
  }
}
