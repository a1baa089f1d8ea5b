import type { Row, RowFilter, Source } from '../source.ts'

/** Beyond so many questions their answers are forgotten: a log of any length needs the same memory. */
const mostKept = 500

/** Rows as they are now, asked for once by all runs of a simulation: people, roles, states, fields. */
export class SharedRows {
  readonly #source: Source
  readonly #answers = new Map<string, Promise<readonly Row[]>>()

  constructor(source: Source) {
    this.#source = source
  }

  find(kind: string, by: RowFilter): Promise<readonly Row[]> {
    const key = JSON.stringify([kind, by])
    let answer = this.#answers.get(key)
    if (!answer) {
      if (this.#answers.size >= mostKept) this.#answers.clear()
      this.#answers.set(key, (answer = this.#source.rows(kind, by)))
    }
    return answer
  }
}
