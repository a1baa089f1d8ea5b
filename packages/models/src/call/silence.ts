/** Ends a try whose model says nothing for so long, neither at its beginning nor in its middle: it hangs, and would hang until its time is over. */
export class Silence {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), ms)
    this.#timer.unref()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something came, whatever it was: some providers send signs of life while a model thinks. */
  broken(): void {
    this.#timer.refresh()
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
