import type { Step } from './port.ts'

/** Gives every call of a run its number, in call order. */
export class StepCounter {
  #next = 0

  /** Takes the next number at once, also when several calls run side by side. */
  take(name: string, summary: string): Step {
    const line = summary.replace(/\s+/g, ' ').trim()
    return { n: this.#next++, name, summary: line.length > 200 ? `${line.slice(0, 199)}…` : line }
  }
}
