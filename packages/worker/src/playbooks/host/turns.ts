import type { BundleProcess } from './bundle-process.ts'
import type { BundleRef, BundleSlot } from './bundle-slot.ts'

/** Processes of superseded bundles at the same time. */
const places = 4
/** A process that was idle this long gives way to one that is waited for. */
const restMs = 1_000
/** After this long it gives way although it is busy: what is under way comes to a resting place, and goes on at its next turn. */
const turnMs = 30_000

export interface Turns {
  /** The process of a superseded bundle, once it has a place. */
  take(bundle: BundleRef): Promise<BundleProcess>
  /** Ends a process; its place is free when it is gone. */
  leave(slot: BundleSlot): void
  /** Gives places to those that wait, and lets others go for them. */
  next(): void
  close(): void
}

/** Superseded bundles share a few places, so that processes do not grow with every edit. */
export function createTurns(deps: {
  /** Those that have a place. */
  taking(): readonly BundleSlot[]
  open(bundle: BundleRef): BundleSlot
  end(slot: BundleSlot): Promise<void>
}): Turns {
  const waiting = new Map<string, { bundle: BundleRef; place: PromiseWithResolvers<BundleProcess> }>()
  let leaving = 0

  function leave(slot: BundleSlot): void {
    leaving++
    void deps.end(slot).finally(() => {
      leaving--
      next()
    })
  }

  function next(): void {
    for (const [key, { bundle, place }] of waiting) {
      if (deps.taking().length + leaving >= places) break
      waiting.delete(key)
      deps.open(bundle).process().then(place.resolve, place.reject)
    }
    const tooMany = deps.taking().length + waiting.size - places
    const idleFirst = deps
      .taking()
      .filter(mayLeave)
      .sort((a, b) => a.usedAt() - b.usedAt())
    for (const slot of idleFirst.slice(0, Math.max(0, tooMany))) leave(slot)
  }

  return {
    take(bundle) {
      const key = `${bundle.workspaceId}/${bundle.hash}`
      const known = waiting.get(key)
      if (known !== undefined) return known.place.promise
      const place = Promise.withResolvers<BundleProcess>()
      waiting.set(key, { bundle, place })
      next()
      return place.promise
    },
    leave,
    next,
    close() {
      for (const { place } of waiting.values()) place.reject(new Error('the host is closing'))
      waiting.clear()
    },
  }
}

function mayLeave(slot: BundleSlot): boolean {
  const now = Date.now()
  return slot.calls() === 0 && (now - slot.usedAt() >= restMs || now - slot.openedAt >= turnMs)
}
