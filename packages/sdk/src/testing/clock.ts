// Taken before anybody can replace them: with these the harness waits in real time.
const RealDate = Date
const realImmediate = globalThis.setImmediate as typeof globalThis.setImmediate | undefined
const realTimeout = globalThis.setTimeout

interface Timer {
  readonly id: number
  readonly at: number
  readonly fire: () => void
}

/** A clock that stands still until it is told to go on to the next timer. */
export class VirtualClock {
  #now: number
  #nextId = 1
  readonly #timers = new Map<number, Timer>()

  constructor(start: number) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  /** @returns a function that takes the timer away */
  after(milliseconds: number, fire: () => void): () => void {
    const id = this.#nextId++
    this.#timers.set(id, { id, at: this.#now + Math.max(0, milliseconds), fire })
    return () => void this.#timers.delete(id)
  }

  /** The number that the next timer gets; those from a mark on are younger than it. */
  mark(): number {
    return this.#nextId
  }

  /** Goes to the next timer (of those that are younger than a mark) and fires it. False: there is none. */
  advance(youngerThan = 0): boolean {
    let next: Timer | undefined
    for (const timer of this.#timers.values()) {
      if (timer.id >= youngerThan && (!next || timer.at < next.at || (timer.at === next.at && timer.id < next.id)))
        next = timer
    }
    if (!next) return false
    this.#timers.delete(next.id)
    this.#now = Math.max(this.#now, next.at)
    next.fire()
    return true
  }

  /** Puts this clock behind `Date`, `setTimeout` and `setInterval`. @returns a function that puts everything back */
  install(): () => void {
    const {
      Date: date,
      setTimeout: timeout,
      clearTimeout: clear,
      setInterval: interval,
      clearInterval: clearI,
    } = globalThis
    const cancels = new Map<unknown, () => void>()
    const clearTimer = (handle: unknown) => {
      cancels.get(handle)?.()
      cancels.delete(handle)
    }
    const start =
      (repeat: boolean) =>
      (callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => {
        const handle = {
          ref: () => handle,
          unref: () => handle,
          hasRef: () => true,
          refresh: () => handle,
          [Symbol.toPrimitive]: () => 0,
        }
        const schedule = () =>
          cancels.set(
            handle,
            this.after(Number(milliseconds) || 0, () => {
              if (repeat) schedule()
              else cancels.delete(handle)
              callback(...args)
            }),
          )
        schedule()
        return handle
      }
    Object.assign(globalThis, {
      Date: virtualDate(() => this.#now),
      setTimeout: start(false),
      clearTimeout: clearTimer,
      setInterval: start(true),
      clearInterval: clearTimer,
    })
    return () =>
      void Object.assign(globalThis, {
        Date: date,
        setTimeout: timeout,
        clearTimeout: clear,
        setInterval: interval,
        clearInterval: clearI,
      })
  }
}

/** `Date` whose present is another; its instances are ordinary dates. */
function virtualDate(now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, args: unknown[]) => (args.length === 0 ? new target(now()) : new target(...(args as [number]))),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
}

/** Resolves when all microtasks are done, in real time. */
export function drained(): Promise<void> {
  return new Promise((resolve) => {
    if (realImmediate) realImmediate(resolve)
    else realTimeout(resolve, 0)
  })
}

/** Waits in real time. */
export const realPause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void realTimeout(resolve, milliseconds))
