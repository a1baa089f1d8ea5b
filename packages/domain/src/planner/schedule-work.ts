import { type Activity, type CriticalPath, criticalPath } from './critical-path.ts'

/** Work that one person does in one piece. */
export interface Work extends Activity {
  /** Who has it, or is to have it. */
  readonly assigneeId: string | null
  /** Whether another may get it if the deadline is missed otherwise. */
  readonly mayMove: boolean
  /** How many similar tasks a member has done. */
  readonly experience: (memberId: string) => number
}

/** One person, and for how many working days they have other work to do first. */
export interface Lane {
  readonly memberId: string
  readonly busyDays: number
}

/** When work is done and by whom; in working days from today, whose fractions are parts of a day. */
export interface Slot {
  readonly memberId: string
  readonly start: number
  readonly end: number
}

/** Whoever has done such work is preferred to whoever would be done so much earlier, in working days. */
const worthWaiting = 1
/** Work is given to another only if that saves so many working days. */
const worthMoving = 2
const rounding = 1e-6

/**
 * When everything is done if each person does one thing at a time: a serial schedule. Of what may begin, that comes next which has to
 * begin first (latest start time), and it is given to who is done first, or to who has done such work.
 *
 * Source: R. Kolisch, Serial and parallel resource-constrained project scheduling methods revisited, European Journal of Operational
 * Research 90(2), 1996, https://doi.org/10.1016/0377-2217(95)00357-6
 *
 * @param works without circles; what is no key of them counts as done
 * @returns no slots where there is nobody
 */
export function scheduleWork(
  works: readonly Work[],
  lanes: readonly Lane[],
): { readonly slots: ReadonlyMap<string, Slot>; readonly path: CriticalPath } {
  const path = criticalPath(works)
  const slots = new Map<string, Slot>()
  const persons = lanes.map((lane) => new Person(lane))
  if (persons.length === 0) return { slots, path }
  const known = new Set(works.map(({ key }) => key))
  const latest = ({ key }: Work) => path.latestStarts.get(key) ?? 0
  const waiting = new Set(works.toSorted((a, b) => latest(a) - latest(b)))
  while (waiting.size > 0) {
    const next = firstOf(waiting, ({ after }) => after.every((key) => slots.has(key) || !known.has(key)))
    if (!next) throw new RangeError('work that waits for itself')
    waiting.delete(next)
    const ready = Math.max(next.notBefore, 0, ...next.after.map((key) => slots.get(key)?.end ?? 0))
    const person = choose(next, ready, persons)
    const start = person.freeFrom(ready, next.days)
    slots.set(next.key, person.book(start, next.days))
  }
  return { slots, path }
}

function firstOf<T>(all: Iterable<T>, isWanted: (one: T) => boolean): T | undefined {
  for (const one of all) if (isWanted(one)) return one
  return undefined
}

function choose(work: Work, ready: number, persons: readonly Person[]): Person {
  const chances = persons.map((person) => ({ person, end: person.freeFrom(ready, work.days) + work.days }))
  const own = chances.find(({ person }) => person.memberId === work.assigneeId)
  if (own && !work.mayMove) return own.person
  const first = Math.min(...chances.map(({ end }) => end))
  if (own) {
    const isLate = work.deadline !== null && own.end > work.deadline + rounding
    if (!isLate || own.end - first < worthMoving - rounding) return own.person
  }
  const [best] = chances
    .filter(({ end }) => end <= first + worthWaiting + rounding)
    .map((chance) => ({ ...chance, experience: work.experience(chance.person.memberId) }))
    .sort((a, b) => b.experience - a.experience || a.end - b.end)
  // The first of all is among them.
  return best?.person as Person
}

/** The time of one person that is taken. */
class Person {
  readonly memberId: string
  readonly #taken: { readonly start: number; readonly end: number }[]

  constructor({ memberId, busyDays }: Lane) {
    this.memberId = memberId
    this.#taken = [{ start: Number.NEGATIVE_INFINITY, end: busyDays }]
  }

  /** The first time from `ready` on at which so many days are free. */
  freeFrom(ready: number, days: number): number {
    let at = ready
    for (const { start, end } of this.#taken) {
      if (start >= at + days - rounding) break
      at = Math.max(at, end)
    }
    return at
  }

  /** What lies end to end is one piece, so that there are few to look through. */
  book(start: number, days: number): Slot {
    const end = start + days
    const at = this.#taken.findLastIndex((one) => one.start <= start)
    const [before, after] = [this.#taken[at], this.#taken[at + 1]]
    const joins = before !== undefined && before.end > start - rounding
    const meets = after !== undefined && after.start < end + rounding
    const piece = { start: joins ? before.start : start, end: meets ? after.end : end }
    this.#taken.splice(joins ? at : at + 1, Number(joins) + Number(meets), piece)
    return { memberId: this.memberId, start, end }
  }
}
