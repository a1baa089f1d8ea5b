const keptMs = 300_000
const mostKept = 200

/** What was asked once by a connection is known to its next sessions, for five minutes. */
export class KeptAnswers {
  readonly #kept = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>()

  get<T>(key: string, load: () => Promise<T>): Promise<T> {
    const found = this.#kept.get(key)
    if (found && found.until > Date.now()) return found.value as Promise<T>
    const value = load()
    this.#kept.delete(key)
    this.#kept.set(key, { value, until: Date.now() + keptMs })
    value.catch(() => this.forget(key))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
    return value
  }

  forget(key: string): void {
    this.#kept.delete(key)
  }
}
