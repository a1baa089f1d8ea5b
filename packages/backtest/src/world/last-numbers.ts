import type { AnyEvent } from '@orchestrator/domain'
import type { Source } from '../source.ts'

interface Known {
  /** Read so far. */
  seq: number
  number: number
  rank: string | null
}

/** The last number that a project had given out at an event. Events are asked about in the order of the log. */
export class LastNumbers {
  readonly #source: Source
  readonly #projects = new Map<string, Known>()

  constructor(source: Source) {
    this.#source = source
  }

  async at(projectId: string, upTo: number): Promise<{ readonly number: number; readonly rank: string | null }> {
    let known = this.#projects.get(projectId)
    if (!known || known.seq > upTo) known = { seq: await this.#near(projectId, upTo), number: 0, rank: null }
    while (known.seq < upTo) {
      const { events, position, atHead } = await this.#created(projectId, known.seq, 200)
      const past = events.filter(({ seq }) => seq <= upTo)
      for (const { task } of past as readonly (AnyEvent & { task: { number: number; rank: string } })[]) {
        known.number = Math.max(known.number, task.number)
        known.rank = task.rank
      }
      known.seq = past.length < events.length || atHead ? upTo : Math.min(position, upTo)
    }
    this.#projects.set(projectId, known)
    return known
  }

  /** A place before the last task that was created up to a seq, found by halves. */
  async #near(projectId: string, upTo: number): Promise<number> {
    let [low, high] = [0, upTo]
    while (high - low > 200) {
      const middle = Math.floor((low + high) / 2)
      const [next] = (await this.#created(projectId, middle, 1)).events
      if (next && next.seq <= upTo) low = middle
      else high = middle
    }
    return low
  }

  #created(projectId: string, after: number, limit: number) {
    return this.#source.events({ after, limit, projectId, types: ['task.created'] })
  }
}
