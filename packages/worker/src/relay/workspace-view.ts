import type { AnyEvent } from '@orchestrator/domain'
import {
  type Definition,
  definitionIn,
  definitionsAt,
  type LaggingTrigger,
  openWaits,
  type Tx,
  type Wait,
} from '@orchestrator/store'
import { automationKey, entriesOf, waitEntries, waitKey } from './automations.ts'
import { laggingName } from './lagging-target.ts'
import { canBeSlow, type Matcher, type Matches } from './matcher.ts'
import type { TriggerEntry } from './trigger-index.ts'

const waitTrigger = (id: string): LaggingTrigger => ({ kind: 'wait', id, definitionSeq: 0 })

/** What the relay knows of one workspace at its cursor, and what of it the matcher is asked about: the automations in force and the open waits. */
export class WorkspaceView {
  readonly #matcher: Matcher
  readonly #workspaceId: string
  readonly #definitions = new Map<string, { definition: Definition; keys: readonly string[] }>()
  readonly #waits = new Map<string, Wait>()
  /** Who is asked in the slow lane and so has left the matcher: of an automation, what can be slow; of a wait, all. */
  readonly #lagging = new Map<string, LaggingTrigger>()
  #lastWait = 0

  constructor(matcher: Matcher, workspaceId: string) {
    this.#matcher = matcher
    this.#workspaceId = workspaceId
  }

  /** The highest `ord` of the waits that were seen. */
  get lastWait(): number {
    return this.#lastWait
  }

  /** Some may be over. */
  get waits(): Iterable<Wait> {
    return this.#waits.values()
  }

  get lags(): boolean {
    return this.#lagging.size > 0
  }

  definition(automationId: string): Definition | undefined {
    return this.#definitions.get(automationId)?.definition
  }

  /** A wait that is not asked in the slow lane. */
  wait(id: string): Wait | undefined {
    return this.#lagging.has(laggingName(waitTrigger(id))) ? undefined : this.#waits.get(id)
  }

  match(events: readonly AnyEvent[]): Promise<Matches> {
    return this.#matcher.match(this.#workspaceId, events)
  }

  /** Forgets all, and learns what holds at the cursor. */
  async learn(tx: Tx, cursor: number, lagging: readonly LaggingTrigger[]): Promise<void> {
    this.#matcher.forget(this.#workspaceId)
    this.#definitions.clear()
    this.#waits.clear()
    this.#lagging.clear()
    for (const trigger of lagging) this.#lagging.set(laggingName(trigger), trigger)
    this.#lastWait = 0
    const [definitions, waits] = await Promise.all([
      definitionsAt(tx, this.#workspaceId, cursor),
      openWaits(tx, this.#workspaceId),
    ])
    const entries = definitions.flatMap((definition) => this.#keep(definition))
    this.#matcher.add(this.#workspaceId, entries)
    this.addWaits(waits)
  }

  /** What an event changes of the automations holds from the next event on. */
  apply(event: AnyEvent): void {
    const change = definitionIn(event)
    if (!change) return
    this.#matcher.remove(
      this.#workspaceId,
      this.#definitions.get(change.automationId)?.keys ?? [automationKey(change.automationId, 0)],
    )
    this.#definitions.delete(change.automationId)
    if (change.definition) this.#matcher.add(this.#workspaceId, this.#keep(change.definition))
  }

  #keep(definition: Definition): TriggerEntry[] {
    const entries = entriesOf(definition)
    const id = definition.kind === 'rule' ? definition.rule.id : definition.playbook.id
    this.#definitions.set(id, { definition, keys: entries.map((entry) => entry.key) })
    const lags = this.#lagging.has(laggingName({ kind: 'automation', id, definitionSeq: definition.seq }))
    return lags ? entries.filter(({ cel }) => !canBeSlow(cel)) : entries
  }

  /** @param waits in the order of `ord` */
  addWaits(waits: readonly Wait[]): void {
    const fresh = waits.filter((wait) => this.#waits.get(wait.id)?.ord !== wait.ord)
    for (const wait of fresh) {
      this.forget(this.#waits.get(wait.id))
      this.#waits.set(wait.id, wait)
    }
    this.#lastWait = Math.max(this.#lastWait, waits.at(-1)?.ord ?? 0)
    const asked = fresh.filter(({ id }) => this.wait(id))
    if (asked.length > 0) this.#matcher.add(this.#workspaceId, asked.flatMap(waitEntries))
  }

  /** A wait is over. One that was subscribed anew meanwhile is another. */
  forget(wait: Wait | undefined): void {
    if (!wait || this.#waits.get(wait.id) !== wait) return
    this.#waits.delete(wait.id)
    this.#matcher.remove(
      this.#workspaceId,
      wait.sources.map((_source, n) => waitKey(wait.id, n)),
    )
  }

  /** Takes those whose condition took too long out of the main lane. */
  leave(slow: readonly string[]): LaggingTrigger[] {
    const left = new Map<string, LaggingTrigger>()
    for (const key of slow) {
      const [kind, id = ''] = key.split('/')
      const definitionSeq = this.definition(id)?.seq ?? 0
      const trigger = kind === 'wait' ? waitTrigger(id) : { kind: 'automation' as const, id, definitionSeq }
      left.set(laggingName(trigger), trigger)
    }
    for (const [name, trigger] of left) {
      const keys = this.#entriesOf(trigger).map(({ key }) => key)
      this.#lagging.set(name, trigger)
      this.#matcher.remove(this.#workspaceId, keys)
    }
    return [...left.values()]
  }

  /** Who lags now. Those that do not any more come into the main lane again; waits that begin to are not in it yet. */
  lag(lagging: readonly LaggingTrigger[]): void {
    const now = new Map(lagging.map((trigger) => [laggingName(trigger), trigger]))
    for (const [name, trigger] of this.#lagging) {
      if (now.has(name)) continue
      this.#lagging.delete(name)
      this.#matcher.add(this.#workspaceId, this.#entriesOf(trigger))
    }
    for (const [name, trigger] of now) this.#lagging.set(name, trigger)
  }

  /** What a lagging trigger looks for; nothing of a version that is no longer in force or of a wait that is over. */
  #entriesOf({ kind, id, definitionSeq }: LaggingTrigger): TriggerEntry[] {
    const wait = this.#waits.get(id)
    if (kind === 'wait') return wait ? waitEntries(wait) : []
    const definition = this.definition(id)
    return definition?.seq === definitionSeq ? entriesOf(definition).filter(({ cel }) => canBeSlow(cel)) : []
  }
}
