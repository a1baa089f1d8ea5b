import { leastLikeness, plainTitle, trigramsOf } from '../text/titles.ts'
import type { DoneTask } from './context.ts'

/** More would only bring what is less alike. */
const nearest = 15

/** Titles split once for many questions: for each trigram the tasks that have it. */
export class SimilarTasks {
  readonly #history: readonly DoneTask[]
  readonly #having = new Map<string, number[]>()
  readonly #sizes: number[] = []

  constructor(history: readonly DoneTask[]) {
    this.#history = history
    for (const [index, { title }] of history.entries()) {
      const trigrams = trigramsOf(plainTitle(title))
      this.#sizes.push(trigrams.size)
      for (const trigram of trigrams) {
        const having = this.#having.get(trigram)
        if (having) having.push(index)
        else this.#having.set(trigram, [index])
      }
    }
  }

  /** The done tasks whose titles are most like this one (Jaccard's coefficient of their trigrams), the most alike first, newer before older ones. */
  to(title: string): DoneTask[] {
    const trigrams = trigramsOf(plainTitle(title))
    const common = new Uint16Array(this.#history.length)
    const touched: number[] = []
    for (const trigram of trigrams)
      for (const index of this.#having.get(trigram) ?? []) {
        if (common[index] === 0) touched.push(index)
        common[index] = (common[index] ?? 0) + 1
      }
    return touched
      .map((index) => {
        const both = common[index] ?? 0
        return { index, likeness: both / (trigrams.size + (this.#sizes[index] ?? 0) - both) }
      })
      .filter(({ likeness }) => likeness >= leastLikeness)
      .sort((a, b) => b.likeness - a.likeness || a.index - b.index)
      .slice(0, nearest)
      .flatMap(({ index }) => this.#history[index] ?? [])
  }
}
