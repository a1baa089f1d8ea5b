import type { AnyEvent } from '@orchestrator/domain'
import type { Source } from './source.ts'

interface Change {
  readonly seq: number
  readonly on: boolean
}

/** When a saved automation was there and switched on, as the log tells it. Asked in the order of the log. */
export class InForce {
  readonly #source: Source
  readonly #id: string
  #changes: Promise<readonly Change[]> | undefined

  constructor(source: Source, id: string) {
    this.#source = source
    this.#id = id
  }

  /** Whether events at this seq could start it: an event that changes it still meets the version before. */
  async at(seq: number): Promise<boolean> {
    this.#changes ??= this.#read()
    return (await this.#changes).findLast((change) => change.seq < seq)?.on ?? false
  }

  async #read(): Promise<readonly Change[]> {
    const changes: Change[] = []
    for (let after = 0; ; ) {
      const { events, position, atHead } = await this.#source.events({ after, limit: 200, subjectId: this.#id })
      changes.push(...events.flatMap(changeIn))
      if (atHead) return changes
      after = position
    }
  }
}

function changeIn(event: AnyEvent): Change[] {
  if (/^(rule\.deleted|playbook\.removed)$/.test(event.type)) return [{ seq: event.seq, on: false }]
  const { rule, playbook } = event as { rule?: { enabled?: boolean }; playbook?: { enabled?: boolean } | string }
  const told = rule ?? (typeof playbook === 'object' ? playbook : undefined)
  return told?.enabled === undefined ? [] : [{ seq: event.seq, on: told.enabled }]
}
