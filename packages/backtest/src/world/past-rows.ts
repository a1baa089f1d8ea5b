import type { AnyEvent } from '@orchestrator/domain'
import type { Assumption } from '../outcome.ts'
import type { Row, RowFilter, Source } from '../source.ts'
import { afterEvent, rowAt } from './past.ts'
import type { Rows } from './rows.ts'
import type { SharedRows } from './shared-rows.ts'

/** Kinds whose rows change all the time: they are read as they were. All others are read as they are. */
const remembered = new Set([
  ...['task', 'project', 'comment', 'cycle', 'milestone', 'time_entry', 'approval', 'task_relation'],
  ...['series', 'template', 'template_application'],
])

interface Parts {
  readonly source: Source
  readonly shared: SharedRows
  readonly rows: Rows
  readonly trigger: AnyEvent
  readonly assumed: Set<Assumption>
  readonly now: () => number
  /** What the run itself did in truth. */
  readonly isOwn: (event: AnyEvent) => boolean
}

/** Brings rows into a run's world: as they were at its event, with what others did to them until the present moment of the run. */
export class PastRows {
  /** How far each row is known. */
  readonly #known = new Map<string, number>()
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
    // What the event shows need not be looked for: it is the newest there is.
    const { trigger } = parts
    const { type, id } = trigger.subject
    const row = afterEvent(type, null, trigger)
    if (remembered.has(type) && row !== undefined) this.#learn(type, id, row, trigger.seq)
  }

  async byId(kind: string, ids: readonly string[]): Promise<void> {
    const { rows, shared } = this.#parts
    if (!remembered.has(kind)) {
      const unknown = ids.filter((id) => !rows.knows(kind, id))
      if (unknown.length === 0) return
      const found = await shared.find(kind, { id: unknown })
      for (const id of unknown) rows.learn(kind, id, found.find((row) => row.id === id) ?? null)
      return
    }
    for (const id of new Set(ids)) await this.#remember(kind, id)
  }

  async byFields(kind: string, by: RowFilter): Promise<void> {
    const { rows, shared } = this.#parts
    for (const row of await shared.find(kind, by)) {
      if (remembered.has(kind)) await this.#remember(kind, row.id)
      else if (!rows.knows(kind, row.id)) rows.learn(kind, row.id, row)
    }
  }

  async #remember(kind: string, id: string): Promise<void> {
    const { trigger, now } = this.#parts
    if (!this.#parts.rows.knows(kind, id) && (await this.#recall(kind, id)) === 'unseen') return
    if (now() > Date.parse(trigger.occurredAt)) await this.#catchUp(kind, id)
  }

  /** A row as it was at the run's event. */
  async #recall(kind: string, id: string): Promise<'told' | 'unseen'> {
    const { source, shared, trigger, assumed } = this.#parts
    const past = await rowAt(source, kind, id, trigger.seq)
    if (!past.told) {
      const [now] = await shared.find(kind, { id: [id] })
      if (now && String(now['createdAt'] ?? '') <= trigger.occurredAt) {
        assumed.add('unseen')
        this.#learn(kind, id, now, trigger.seq)
        return 'unseen'
      }
    }
    this.#learn(kind, id, past.row, trigger.seq)
    return 'told'
  }

  /** What others did to a row since it was looked at. */
  async #catchUp(kind: string, id: string): Promise<void> {
    const { source, rows, trigger, isOwn } = this.#parts
    const key = `${kind} ${id}`
    for (let more = true; more; ) {
      const after = this.#known.get(key) ?? trigger.seq
      const page = await source.events({ after, limit: 200, subjectId: id })
      const now = new Date(this.#parts.now()).toISOString()
      const past = page.events.filter(({ occurredAt }) => occurredAt <= now)
      for (const event of past) {
        this.#known.set(key, event.seq)
        if (isOwn(event)) continue
        const next = afterEvent(kind, rows.of(kind).get(id) ?? null, event)
        if (next !== undefined) rows.learn(kind, id, next)
      }
      more = past.length === page.events.length && !page.atHead
    }
  }

  #learn(kind: string, id: string, row: Row | null, seq: number): void {
    this.#parts.rows.learn(kind, id, row)
    this.#known.set(`${kind} ${id}`, seq)
  }
}
