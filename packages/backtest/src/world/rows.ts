import type { Row } from '../source.ts'

/** The rows that a run has seen or changed; what it changed can be taken back. */
export class Rows {
  readonly #kinds = new Map<string, Map<string, Row>>()
  /** Those of which it is known that they are not there, too. */
  readonly #seen = new Set<string>()
  readonly #undo: (() => void)[] = []

  of(kind: string): Map<string, Row> {
    let rows = this.#kinds.get(kind)
    if (!rows) this.#kinds.set(kind, (rows = new Map()))
    return rows
  }

  knows = (kind: string, id: string): boolean => this.#seen.has(`${kind} ${id}`)

  /** What was read. */
  learn(kind: string, id: string, row: Row | null): void {
    this.#seen.add(`${kind} ${id}`)
    if (row) this.of(kind).set(id, row)
    else this.of(kind).delete(id)
  }

  /** What the run changed. */
  change(kind: string, id: string, row: Row | null): void {
    const before = this.of(kind).get(id) ?? null
    this.#undo.push(() => this.learn(kind, id, before))
    this.learn(kind, id, row)
  }

  mark = (): number => this.#undo.length

  rollBack(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.()
  }
}
