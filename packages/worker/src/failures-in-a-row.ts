import type { Logger } from 'pino'

// What fails as often in a row is no passing trouble: people at the terminal are told, once.
const tellAfter = 10

/** Logs how something that is done over and over fails: what passes by itself as a warning, what lasts as an error. */
export class FailuresInARow {
  readonly #logger: Logger
  readonly #name: string
  #count = 0

  constructor(logger: Logger, name: string) {
    this.#logger = logger
    this.#name = name
  }

  get count(): number {
    return this.#count
  }

  add(err: unknown): void {
    const failures = ++this.#count
    if (failures === tellAfter) this.#logger.error({ err, failures }, `${this.#name} fails again and again; it goes on`)
    else if (failures === 1 || failures % 30 === 0)
      this.#logger.warn({ err, failures }, `${this.#name} failed; it goes on`)
  }

  end(): void {
    if (this.#count >= tellAfter) this.#logger.info({ failures: this.#count, tell: true }, `${this.#name} works again`)
    this.#count = 0
  }
}
