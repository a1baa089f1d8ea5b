import type { Judged } from '../judged.ts'
import { type Assumption, assumptions, type RunOutcome } from '../outcome.ts'
import type { Told } from '../simulate.ts'
import { addDifference, emptyDifference } from './build-difference.ts'
import type { BacktestReport } from './schema.ts'

type Head = Pick<BacktestReport, 'automation' | 'since' | 'until' | 'notes'>

export interface ReportLimits {
  /** How many runs are shown whole. */
  readonly examples: number
  /** How many failures and differences of each kind. */
  readonly items: number
}

/** Adds up what a simulation tells. What it keeps does not grow with the log. */
export class ReportBuilder {
  readonly report: BacktestReport
  readonly #limits: ReportLimits
  readonly #effects = new Map<string, number>()
  readonly #skipped = new Map<string, number>()
  readonly #assumed = new Map<Assumption, number>()

  constructor(head: Head, limits: ReportLimits, compared: { readonly ran: boolean; readonly current: boolean }) {
    this.#limits = limits
    this.report = {
      ...head,
      events: 0,
      matched: 0,
      runs: { completed: 0, failed: 0, waiting: 0, skipped: 0 },
      effects: [],
      skipped: [],
      failures: { count: 0, items: [] },
      examples: [],
      differences: {
        ran: compared.ran ? emptyDifference() : null,
        current: compared.current ? emptyDifference() : null,
      },
      assumed: [],
      next: null,
    }
  }

  add(told: Told): void {
    if (told.kind === 'page') this.report.events += told.events
    else this.#judged(told.judged)
  }

  /** @param next where to go on; null: all was looked at */
  finish(next: number | null): BacktestReport {
    const counted = (counts: ReadonlyMap<string, number>) => [...counts].sort((a, b) => b[1] - a[1]).slice(0, 100)
    this.report.effects = counted(this.#effects).map(([what, count]) => ({ what, count }))
    this.report.skipped = counted(this.#skipped).map(([code, count]) => ({ code, count }))
    this.report.assumed = [...this.#assumed].map(([code, count]) => ({ code, count, message: assumptions[code] }))
    this.report.next = next
    return this.report
  }

  #judged({ event, outcome, current, ran, inForce }: Judged): void {
    const { differences } = this.report
    const runs = (one: RunOutcome | null | undefined) => (one?.status === 'skipped' ? null : (one ?? null))
    const after = runs(outcome)
    const most = this.#limits.items
    if (differences.ran && ran !== undefined)
      addDifference(differences.ran, { event, runId: ran?.id ?? null, before: ran, after, inForce }, most)
    if (differences.current && current !== undefined) {
      const pair = { event, runId: null, before: runs(current), after, inForce: true }
      addDifference(differences.current, pair, most)
    }
    if (outcome) this.#outcome(event, outcome)
  }

  #outcome(event: Judged['event'], { status, effects, error, waits, elapsedMs, assumed }: RunOutcome): void {
    const { report } = this
    report.matched++
    report.runs[status]++
    for (const { what } of effects) this.#effects.set(what, (this.#effects.get(what) ?? 0) + 1)
    for (const code of assumed) this.#assumed.set(code, (this.#assumed.get(code) ?? 0) + 1)
    if (status === 'skipped') {
      const code = error?.code ?? 'skipped'
      this.#skipped.set(code, (this.#skipped.get(code) ?? 0) + 1)
      return
    }
    if (status === 'failed' && error) {
      report.failures.count++
      if (report.failures.items.length < this.#limits.items) report.failures.items.push({ event, error })
    }
    if (report.examples.length < this.#limits.examples)
      report.examples.push({ event, status, effects: [...effects], waits: [...waits], elapsedMs })
  }
}
