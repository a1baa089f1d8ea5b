import { randomFrom } from '@orchestrator/domain/random'
import type { Clock } from '../run/clock.ts'

export interface Globals {
  readonly values: Readonly<Record<string, unknown>>
  /** Is run in the context first: what it makes is of that realm. */
  readonly prelude: string
  /** Random numbers follow from the run. */
  seed(text: string): void
}

/** Time and chance as a run's isolate has them. */
export function fakeGlobals(clockOf: () => Clock | undefined): Globals {
  let random = randomFrom(0)
  const now = () => clockOf()?.now ?? 0
  const cancels = new Map<number, () => void>()
  let handles = 0
  const clear = (handle: number) => {
    cancels.get(handle)?.()
    cancels.delete(handle)
  }
  const start =
    (repeat: boolean) =>
    (callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): number => {
      const handle = ++handles
      const schedule = () => {
        const cancel = clockOf()?.at(now() + Math.max(1, Number(milliseconds) || 0), () => {
          if (repeat) schedule()
          else cancels.delete(handle)
          callback(...args)
        })
        if (cancel) cancels.set(handle, cancel)
      }
      schedule()
      return handle
    }
  return {
    values: {
      ...{ setTimeout: start(false), setInterval: start(true), clearTimeout: clear, clearInterval: clear },
      ...{ __now: now, __random: () => random() },
    },
    prelude: `{
      const now = __now, random = __random, Real = Date
      delete globalThis.__now, delete globalThis.__random
      globalThis.Date = new Proxy(Real, {
        construct: (target, args) => (args.length === 0 ? new target(now()) : new target(...args)),
        apply: () => new Real(now()).toString(),
        get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
      })
      Real.prototype.constructor = Date
      Math.random = () => random()
    }`,
    seed(text) {
      // Timers of the run before are nothing to the next.
      for (const cancel of cancels.values()) cancel()
      cancels.clear()
      let hash = 0x811c9dc5
      for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
      random = randomFrom(hash)
    },
  }
}
