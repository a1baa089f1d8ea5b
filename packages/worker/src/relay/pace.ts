import { type AnyEvent, defaultMaxPerMinute, noKeys } from '@orchestrator/domain'
import type { Definition, NewRun } from '@orchestrator/store'

/** A minute and the bucket that is filled now: so within no minute there are more than allowed. */
const buckets = 13
const bucketTime = 5_000

interface Count {
  /** How many in each of the last buckets, from the one with this number back. */
  readonly inBucket: number[]
  last: number
  /** There are too many: all are held until none is held any more. */
  holding: boolean
}

/**
 * How often each automation of a workspace has started lately, in memory. One that starts more often than it may passes the gate
 * from then on until the gate has let all of them go on. After a restart, or when another process had a turn, the count begins with
 * what the database knows of the last minute.
 */
export class Pace {
  readonly #counts = new Map<string, Count>()
  #most = defaultMaxPerMinute

  /** What the workspace says. */
  set most(most: number) {
    this.#most = most
  }

  /** Begins anew with what is known. */
  learn(known: readonly { automationId: string; count: number; held: boolean }[], now = Date.now()): void {
    this.#counts.clear()
    for (const { automationId, count, held } of known) {
      const one = this.#countOf(automationId, now)
      one.inBucket[0] = count
      one.holding = held
    }
  }

  /** Its runs pass the gate until none is held. */
  hold(automationId: string, now = Date.now()): void {
    this.#countOf(automationId, now).holding = true
  }

  /** The automations whose runs are held for this reason. */
  holding(): string[] {
    return [...this.#counts].flatMap(([id, { holding }]) => (holding ? [id] : []))
  }

  /** Nothing of it is held any more. */
  release(automationId: string): void {
    const count = this.#counts.get(automationId)
    if (count) count.holding = false
  }

  /** The run as it is to be written: held, if there are too many of its automation. */
  count(run: NewRun, definition: Definition, event: AnyEvent, now = Date.now()): NewRun {
    if (run.status !== 'queued') return run
    const count = this.#countOf(run.automationId, now)
    if (!count.holding) {
      const flow = definition.kind === 'rule' ? definition.rule.flow : definition.playbook.manifest.flow
      const most = flow?.maxPerMinute ?? this.#most
      count.holding = count.inBucket.reduce((sum, one) => sum + one, 0) >= most
    }
    if (count.holding) return { ...run, status: 'held', flow: noKeys(event) }
    count.inBucket[0] = (count.inBucket[0] ?? 0) + 1
    return run
  }

  #countOf(automationId: string, now: number): Count {
    const bucket = Math.floor(now / bucketTime)
    const known = this.#counts.get(automationId)
    if (!known) {
      this.#forgetQuiet(bucket)
      const made: Count = { inBucket: new Array<number>(buckets).fill(0), last: bucket, holding: false }
      this.#counts.set(automationId, made)
      return made
    }
    const passed = Math.min(Math.max(bucket - known.last, 0), buckets)
    if (passed > 0) {
      known.inBucket.unshift(...new Array<number>(passed).fill(0))
      known.inBucket.length = buckets
      known.last = bucket
    }
    return known
  }

  /** Ten thousand rules that start once a day each are not remembered. */
  #forgetQuiet(bucket: number): void {
    if (this.#counts.size < 5_000) return
    for (const [id, { last, holding }] of this.#counts) if (!holding && bucket - last > buckets) this.#counts.delete(id)
  }
}
