interface Asked {
  readonly running: Promise<unknown>
  next: Promise<unknown> | undefined
}

/**
 * Requests that ask the same at once share an answer. It is looked up after the last of them came, so none is answered with
 * what was so before: a secret that was rotated stops working at once.
 */
export class SharedLookups {
  readonly #asked = new Map<string, Asked>()

  /** @param question the same only if its answer is */
  ask<T>(question: string, find: () => Promise<T>): Promise<T> {
    const asked = this.#asked.get(question)
    if (!asked) return this.#find(question, find)
    asked.next ??= asked.running.then(
      () => this.#find(question, find),
      () => this.#find(question, find),
    )
    return asked.next as Promise<T>
  }

  #find<T>(question: string, find: () => Promise<T>): Promise<T> {
    const running = find()
    const asked: Asked = { running, next: undefined }
    this.#asked.set(question, asked)
    const forget = () => {
      if (asked.next === undefined) this.#asked.delete(question)
    }
    running.then(forget, forget)
    return running
  }
}
