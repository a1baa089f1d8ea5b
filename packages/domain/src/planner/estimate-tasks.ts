import { median, percentile } from '../analytics/samples.ts'
import type { DoneTask, PlanContext, PlanUnit } from './context.ts'
import type { PlanSize, StatedEffort } from './draft.ts'
import { SimilarTasks } from './similar-tasks.ts'

/** How much work a task is, and how that is known. */
export interface Estimate {
  /** In the project's unit, above 0. */
  readonly amount: number
  readonly from: 'stated' | 'similar' | 'size' | 'assumed'
  /** The done tasks that it is the median of; none of what was stated or assumed. */
  readonly precedents: readonly DoneTask[]
  readonly words: string
}

interface Estimated {
  readonly title: string
  readonly size: PlanSize | null
  readonly estimate: number | null
}

/** Of fewer a median says more of chance than of the work. */
const leastPrecedents = 3
/** What a day of work has, without meetings and breaks: where a text says days and nothing else is known. */
export const workingMinutes = 360
/** Where nothing was done before that could be asked; in minutes a third of a day, a day and a third, four days. */
const assumed: Readonly<Record<PlanUnit, Readonly<Record<PlanSize, number>>>> = {
  minutes: { S: 120, M: 480, L: 1_440 },
  points: { S: 1, M: 3, L: 8 },
}

/**
 * Estimates by analogy: the median (P50, nearest rank) of what the most similar done tasks took, by the trigrams of their titles, of the
 * project itself where it has three, else of the workspace. Of a task with a size, those of that size count if there are three; without
 * similar ones the median of all of that size. Sizes are the thirds of all amounts: S up to the 33rd percentile, L above the 67th.
 *
 * Source: M. Shepperd and C. Schofield, Estimating Software Project Effort Using Analogies, IEEE Transactions on Software Engineering 23(11),
 * 1997, https://doi.org/10.1109/32.637387
 */
export class Estimator {
  readonly #unit: PlanUnit
  readonly #perDay: number
  readonly #projectId: string
  readonly #known: readonly DoneTask[]
  readonly #similar: SimilarTasks
  readonly #limits: readonly [number, number]

  constructor({ unit, capacity, projectId, history }: PlanContext) {
    this.#unit = unit
    this.#perDay = capacity.perDay
    this.#projectId = projectId
    this.#known = history.filter(({ amount }) => amount !== null && amount > 0)
    this.#similar = new SimilarTasks(this.#known)
    const amounts = this.#known.map(amountOf)
    this.#limits = [percentile(amounts, 33) ?? 0, percentile(amounts, 67) ?? 0]
  }

  estimate({ title, size, estimate }: Estimated, effort: StatedEffort | null = null): Estimate {
    const stated = estimate ?? (effort && this.#inUnit(effort))
    if (stated) return { amount: this.#rounded(stated), from: 'stated', precedents: [], words: 'as the plan says' }
    const similar = this.#ownFirst(this.#similar.to(title))
    if (similar.length >= leastPrecedents) {
      const same = size === null ? [] : similar.filter((task) => this.#sizeOf(task) === size)
      const tasks = same.length >= leastPrecedents ? same : similar
      return this.#median('similar', tasks, `similar done tasks${tasks === same ? ` of size ${size}` : ''}`)
    }
    const sized = this.#ownFirst(this.#known.filter((task) => this.#sizeOf(task) === (size ?? 'M')))
    if (sized.length >= leastPrecedents) return this.#median('size', sized, `done tasks of size ${size ?? 'M'}`)
    const amount = assumed[this.#unit][size ?? 'M']
    const words = `assumed for size ${size ?? 'M'}: fewer than ${leastPrecedents} done tasks are like it`
    return { amount, from: 'assumed', precedents: [], words }
  }

  #median(from: 'similar' | 'size', tasks: readonly DoneTask[], what: string): Estimate {
    const amount = this.#rounded(median(tasks.map(amountOf)) ?? 0)
    return { amount, from, precedents: tasks, words: `median of ${tasks.length} ${what}` }
  }

  #ownFirst(tasks: readonly DoneTask[]): readonly DoneTask[] {
    const own = tasks.filter(({ projectId }) => projectId === this.#projectId)
    return own.length >= leastPrecedents ? own : tasks
  }

  #sizeOf({ amount }: DoneTask): PlanSize {
    const [small, large] = this.#limits
    return (amount ?? 0) <= small ? 'S' : (amount ?? 0) > large ? 'L' : 'M'
  }

  /** undefined: minutes cannot be told from points. */
  #inUnit({ amount, unit }: StatedEffort): number | undefined {
    if (unit === this.#unit) return amount
    if (unit === 'days') return amount * this.#perDay
    return unit === 'minutes' ? (amount / workingMinutes) * this.#perDay : undefined
  }

  /** Whole minutes, hundredths of points; never nothing. */
  #rounded(amount: number): number {
    return this.#unit === 'minutes' ? Math.max(1, Math.round(amount)) : Math.max(0.01, Math.round(amount * 100) / 100)
  }
}

const amountOf = ({ amount }: DoneTask): number => amount ?? 0
