import type { AnyEvent } from '@orchestrator/domain'
import {
  cleanWorkspace,
  cursorOf,
  type Definition,
  definitionIn,
  definitionsAt,
  ensureCursor,
  type MatchedWait,
  type NewRun,
  openWaits,
  type Round,
  type RoundResult,
  relayRound,
  type Store,
  type Tx,
  type Wait,
} from '@orchestrator/store'
import type { RecentEvents } from '../rules/recent-events.ts'
import { automationKey, entriesOf, newRun, waitEntries, waitKey } from './automations.ts'
import type { Match, Matcher } from './matcher.ts'
import { traceMatches } from './trace-matches.ts'

/** What a round came to. */
export interface RoundReport {
  readonly events: number
  readonly ruleRuns: number
  readonly playbookRuns: number
  readonly waits: number
  /** There may be more to read. */
  readonly more: boolean
}

/** The relay's view of one workspace: the automations in force at its cursor and the waits that are open. */
export class WorkspaceRelay {
  readonly #store: Store
  readonly #matcher: Matcher
  readonly #workspaceId: string
  readonly #definitions = new Map<string, { definition: Definition; keys: readonly string[] }>()
  readonly #waits = new Map<string, Wait>()
  /** Called when matches are found, just before they are committed: what they need can get ready meanwhile. */
  readonly #foundRules: () => void
  /** The cursor at which all that is known here holds; -1: nothing is known. */
  #cursor = -1
  #position = -1
  #lastWait = 0

  readonly #recent: RecentEvents

  constructor(options: {
    store: Store
    matcher: Matcher
    recent: RecentEvents
    workspaceId: string
    onRuleRuns: () => void
  }) {
    this.#store = options.store
    this.#matcher = options.matcher
    this.#recent = options.recent
    this.#workspaceId = options.workspaceId
    this.#foundRules = options.onRuleRuns
  }

  /** How far the log was read, as far as this process knows. */
  get position(): number {
    return this.#position
  }

  /** @param head of the log, as known before the round */
  async round(most: number, head: number): Promise<RoundReport | null> {
    if (this.#cursor < 0) await ensureCursor(this.#store, this.#workspaceId)
    const startedAt = new Date()
    let result: RoundResult = { runs: [], waits: [] }
    try {
      const moved = await relayRound(
        this.#store,
        this.#workspaceId,
        { most, lastWait: this.#lastWait },
        async (round, tx) => {
          result = await this.#match(round, tx)
          this.#handOver(round.events, result.runs)
          return result
        },
      )
      if (!moved) {
        if (this.#position < 0) this.#position = await cursorOf(this.#store, this.#workspaceId)
        return null
      }
      if (moved.events === 0) {
        // Up to the head lies nothing past the cursor, but perhaps the hole that a restore declared.
        this.#position = head
        return null
      }
      this.#cursor = this.#position = moved.cursor
      this.#forgetWaits(result.waits)
      traceMatches(this.#store, this.#workspaceId, result.runs, startedAt)
      const queued = (kind: NewRun['kind']) =>
        result.runs.filter((run) => run.kind === kind && run.status === 'queued').length
      return {
        events: moved.events,
        ruleRuns: queued('rule'),
        playbookRuns: queued('playbook'),
        waits: result.waits.length,
        more: moved.events === most,
      }
    } catch (error) {
      // What was learned in a transaction that did not commit may not be so.
      this.#cursor = this.#position = -1
      this.#lastWait = 0
      throw error
    }
  }

  clean(): Promise<void> {
    return cleanWorkspace(this.#store, this.#workspaceId, this.#position)
  }

  #handOver(events: readonly AnyEvent[], runs: readonly NewRun[]): void {
    const due = runs.filter((run) => run.kind === 'rule' && run.status === 'queued')
    if (due.length === 0) return
    const uses = Map.groupBy(due, (run) => run.eventId)
    for (const event of events) {
      const wanted = uses.get(event.id)
      if (wanted) this.#recent.keep(event, wanted.length)
    }
    this.#foundRules()
  }

  async #match({ cursor, events, newWaits }: Round, tx: Tx): Promise<RoundResult> {
    if (cursor !== this.#cursor) await this.#learn(tx, cursor)
    this.#addWaits(newWaits)
    const runs = new Map<string, NewRun>()
    const waits = new Map<string, MatchedWait>()
    // Up to each event that changes an automation, the versions before it are in force.
    for (let from = 0; from < events.length; ) {
      const change = events.findIndex((event, index) => index >= from && definitionIn(event) !== undefined)
      const to = change < 0 ? events.length : change + 1
      const segment = events.slice(from, to)
      const matches = await this.#matcher.match(this.#workspaceId, segment)
      for (const [index, found] of matches.entries()) this.#take(segment[index] as AnyEvent, found, runs, waits)
      const changing = change < 0 ? undefined : events[change]
      if (changing) this.#apply(changing)
      from = to
    }
    return { runs: [...runs.values()], waits: [...waits.values()] }
  }

  #take(event: AnyEvent, found: readonly Match[], runs: Map<string, NewRun>, waits: Map<string, MatchedWait>): void {
    for (const { key, throttled } of found) {
      const [kind, id = '', n] = key.split('/')
      if (kind === 'automation') {
        const definition = this.#definitions.get(id)?.definition
        const run = definition && newRun(definition, event, throttled)
        if (run && !runs.has(run.id)) runs.set(run.id, run)
      } else if (!throttled && !waits.has(id)) {
        const source = this.#waits.get(id)?.sources[Number(n)]
        if (source && event.seq > source.afterSeq) waits.set(id, { id, seq: event.seq, key: source.key })
      }
    }
  }

  async #learn(tx: Tx, cursor: number): Promise<void> {
    this.#matcher.forget(this.#workspaceId)
    this.#definitions.clear()
    this.#waits.clear()
    this.#lastWait = 0
    const [definitions, waits] = await Promise.all([
      definitionsAt(tx, this.#workspaceId, cursor),
      openWaits(tx, this.#workspaceId),
    ])
    const entries = definitions.flatMap((definition) => this.#keep(definition))
    this.#matcher.add(this.#workspaceId, entries)
    this.#addWaits(waits)
  }

  #keep(definition: Definition) {
    const entries = entriesOf(definition)
    const id = definition.kind === 'rule' ? definition.rule.id : definition.playbook.id
    this.#definitions.set(id, { definition, keys: entries.map((entry) => entry.key) })
    return entries
  }

  #apply(event: AnyEvent): void {
    const change = definitionIn(event)
    if (!change) return
    this.#matcher.remove(
      this.#workspaceId,
      this.#definitions.get(change.automationId)?.keys ?? [automationKey(change.automationId, 0)],
    )
    this.#definitions.delete(change.automationId)
    if (change.definition) this.#matcher.add(this.#workspaceId, this.#keep(change.definition))
  }

  #addWaits(waits: readonly Wait[]): void {
    const fresh = waits.filter((wait) => !this.#waits.has(wait.id))
    for (const wait of fresh) this.#waits.set(wait.id, wait)
    // They come in the order of `ord`.
    this.#lastWait = Math.max(this.#lastWait, waits.at(-1)?.ord ?? 0)
    if (fresh.length > 0) this.#matcher.add(this.#workspaceId, fresh.flatMap(waitEntries))
  }

  #forgetWaits(matched: readonly MatchedWait[]): void {
    for (const { id } of matched) {
      const wait = this.#waits.get(id)
      this.#waits.delete(id)
      if (wait)
        this.#matcher.remove(
          this.#workspaceId,
          wait.sources.map((_source, n) => waitKey(id, n)),
        )
    }
  }
}
