import type { AnyEvent, RunOnEvent } from '@orchestrator/domain'
import { type Automation, flowOf } from './automation.ts'
import { type Gathered, Gatherer } from './gather.ts'
import { InForce } from './in-force.ts'
import { briefOf, type Judged, type Ran } from './judged.ts'
import { type Matcher, matcherOf } from './match.ts'
import type { RunOutcome } from './outcome.ts'
import type { Answers } from './run/approvals.ts'
import { recordedEffects } from './run/effects.ts'
import { simulateRun } from './run/simulate-run.ts'
import type { RecordedStep, Source } from './source.ts'
import { LastNumbers } from './world/last-numbers.ts'
import { SharedRows } from './world/shared-rows.ts'

export interface Simulation {
  readonly source: Source
  readonly automation: Automation
  /** The version in force, beside which another is looked at. */
  readonly current?: Automation | undefined
  /** Whether runs that took place are looked for: only of what is saved. */
  readonly compareRan: boolean
  /** The events behind this seq … */
  readonly after: number
  /** … up to this one. */
  readonly upTo: number
  /** The end of the log, in milliseconds. */
  readonly logEnd: number
  readonly answers: Answers
  /** Events that are left out, since nobody can tell what they come to, with the reason. */
  readonly leftOut?: ReadonlyMap<number, string> | undefined
  /** Called before anything that may take long or not end, with the event. */
  readonly begin: (seq: number) => void
  /** Events on one page. */
  readonly pageSize?: number
}

/** What a part of the log came to. Parts end with `page`: up to its `position` all is told. */
export type Told =
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: 'page'; readonly events: number; readonly position: number; readonly at: string | null }

/** How often it is told how far all is told, at least: there a simulation can be gone on with. */
const markEveryMs = 250

/** Runs that took place which are read at once. */
const mostRuns = 500

/** Goes through the log, a page at a time, and tells what it comes to. Memory does not grow with the log. */
export async function* simulate(simulation: Simulation): AsyncGenerator<Told, void> {
  const { source, automation, current, upTo } = simulation
  const matcher = matcherOf(automation)
  const old = current && matcherOf(current)
  const types = [...new Set([...matcher.types, ...(old?.types ?? [])])]
  const judge = new Judge(simulation, matcher, old)
  const marks = new Marks()
  let position = simulation.after
  while (position < upTo) {
    const page = await source.events({ after: position, limit: simulation.pageSize ?? 500, types })
    const next = await judge.readRuns(position, page.atHead ? upTo : Math.min(page.position, upTo))
    const events = page.events.filter(({ seq }) => seq <= next)
    for (const event of events) {
      yield* judge.runsWithout(event.seq - 1, marks)
      yield* judge.event(event)
      if (matcher.types.includes(event.type)) marks.count()
      if (marks.isDue()) yield marks.page(event.seq, event.occurredAt)
    }
    yield* judge.runsWithout(next, marks)
    position = next
    yield marks.page(position, events.at(-1)?.occurredAt ?? null)
  }
  yield* judge.end()
}

/** Tells how far all is told. */
class Marks {
  #events = 0
  #at = performance.now()

  count(): void {
    this.#events++
  }

  isDue = (): boolean => performance.now() - this.#at >= markEveryMs

  page(position: number, at: string | null): Told {
    const events = this.#events
    this.#events = 0
    this.#at = performance.now()
    return { kind: 'page', events, position, at }
  }
}

class Judge {
  readonly #simulation: Simulation
  readonly #shared
  readonly #matcher: Matcher
  readonly #old: Matcher | undefined
  readonly #gatherer: Gatherer | null
  readonly #inForce: InForce
  /** Runs that took place on events of which is not told yet. */
  readonly #runs = new Map<number, RunOnEvent>()
  /** Those of them whose turn has not come, in the order of the log. */
  readonly #ahead: number[] = []
  readonly #steps = new Map<string, readonly RecordedStep[]>()

  constructor(simulation: Simulation, matcher: Matcher, old: Matcher | undefined) {
    const { source, automation } = simulation
    this.#simulation = simulation
    this.#matcher = matcher
    this.#old = old
    this.#shared = { source, rows: new SharedRows(source), numbers: new LastNumbers(source) }
    const flow = flowOf(automation)
    this.#gatherer = flow ? new Gatherer(flow, matcher.types) : null
    this.#inForce = new InForce(source, automation.id)
  }

  /** Reads the runs behind a seq. @returns up to where all of them are read, at most `upTo` */
  async readRuns(after: number, upTo: number): Promise<number> {
    const { compareRan, source, automation } = this.#simulation
    if (!compareRan || after >= upTo) return upTo
    const runs = await source.runs({ automationId: automation.id, after, upTo, limit: mostRuns })
    for (const run of runs) {
      this.#runs.set(run.eventSeq, run)
      this.#ahead.push(run.eventSeq)
    }
    return runs.length < mostRuns ? upTo : (runs.at(-1)?.eventSeq ?? upTo)
  }

  async *event(event: AnyEvent): AsyncGenerator<Told, void> {
    const { leftOut, begin } = this.#simulation
    const reason = leftOut?.get(event.seq)
    if (reason !== undefined) return yield* this.#tell(event, skippedRun(reason, 'it could not be told'))
    if (this.#matcher.expensive || this.#old?.expensive) begin(event.seq)
    const met = this.#matcher.match(event)
    if (met === 'too_slow')
      return yield* this.#tell(event, skippedRun('condition_too_slow', 'the condition took longer than 50 ms'))
    if (met === 'met') {
      if (!this.#gatherer) return yield* this.#run([event])
      for (const gathered of this.#gatherer.add(event)) yield* this.#gathered(gathered)
    } else {
      for (const gathered of this.#gatherer?.due(Date.parse(event.occurredAt)) ?? []) yield* this.#gathered(gathered)
      if (this.#old?.match(event) === 'met' || this.#runs.has(event.seq)) yield* this.#tell(event, null)
    }
  }

  /** Runs on events that the version which is simulated does not even listen to. */
  async *runsWithout(upTo: number, marks: Marks): AsyncGenerator<Told, void> {
    for (let seq = this.#ahead[0]; seq !== undefined && seq <= upTo; seq = this.#ahead[0]) {
      this.#ahead.shift()
      if (!this.#runs.has(seq) || this.#gatherer?.isGathering(seq)) continue
      const [event] = (await this.#simulation.source.events({ after: seq - 1, limit: 1 })).events
      if (event?.seq === seq) yield* this.#tell(event, null)
      else this.#runs.delete(seq)
      if (marks.isDue()) yield marks.page(seq, event?.occurredAt ?? null)
    }
  }

  async *end(): AsyncGenerator<Told, void> {
    if (!this.#gatherer) return
    for (const gathered of this.#gatherer.due(this.#simulation.logEnd)) yield* this.#gathered(gathered)
    for (const gathered of this.#gatherer.rest()) yield* this.#gathered(gathered)
  }

  async *#gathered(gathered: Gathered): AsyncGenerator<Told, void> {
    if (gathered.kind === 'run') return yield* this.#run(gathered.events, gathered.startsAt)
    const code = gathered.kind === 'held' ? 'held' : gathered.code
    yield* this.#tell(gathered.event, skippedRun(code, words[code] ?? code))
  }

  async *#run(events: readonly AnyEvent[], startsAt?: number): AsyncGenerator<Told, void> {
    const event = events.at(-1) as AnyEvent
    this.#simulation.begin(event.seq)
    const recorded = await this.#stepsOf(event.seq)
    const options = { ...this.#options(), recorded, startsAt }
    yield* this.#tell(event, await simulateRun(this.#simulation.automation, events, options))
  }

  #options() {
    const { answers, logEnd } = this.#simulation
    return { shared: this.#shared, answers, logEnd }
  }

  async #stepsOf(seq: number): Promise<readonly RecordedStep[]> {
    const run = this.#runs.get(seq)
    if (!run || run.status === 'skipped') return []
    const steps = this.#steps.get(run.id) ?? (await this.#simulation.source.steps(run.id))
    this.#steps.set(run.id, steps)
    return steps
  }

  async *#tell(event: AnyEvent, outcome: RunOutcome | null): AsyncGenerator<Told, void> {
    const { compareRan } = this.#simulation
    const ran = compareRan ? await this.#ranOn(event.seq) : undefined
    const current = await this.#currentOn(event)
    const run = this.#runs.get(event.seq)
    this.#runs.delete(event.seq)
    if (run) this.#steps.delete(run.id)
    const inForce = !compareRan || ran !== null || (await this.#inForce.at(event.seq))
    if (outcome === null && !ran && !current) return
    yield { kind: 'judged', judged: { event: briefOf(event), outcome, current, ran, inForce } }
  }

  async #ranOn(seq: number): Promise<Ran | null> {
    const run = this.#runs.get(seq)
    if (!run || run.status === 'skipped') return null
    const { id, status, error } = run
    return { id, status, error, effects: recordedEffects(await this.#stepsOf(seq)) }
  }

  /** What the version in force does on the same event, alone: gathering is that of the version which is simulated. */
  async #currentOn(event: AnyEvent): Promise<RunOutcome | null | undefined> {
    const { current } = this.#simulation
    if (!current || !this.#old) return undefined
    if (this.#old.match(event) !== 'met') return null
    return simulateRun(current, [event], { ...this.#options(), recorded: await this.#stepsOf(event.seq) })
  }
}

const words: Readonly<Record<string, string>> = {
  debounced: 'another event came within its period',
  batched: 'it is part of a batch',
  duplicate: 'an event with the same idempotency key came before',
  held: 'the log ends while it is gathered',
}

const skippedRun = (code: string, message: string): RunOutcome => ({
  ...{ status: 'skipped', effects: [], error: { code, message }, result: null, waits: [], elapsedMs: 0, assumed: [] },
})
