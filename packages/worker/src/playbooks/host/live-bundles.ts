import type { ChildProcess } from 'node:child_process'
import type { LiveBundle } from '@orchestrator/store'
import { eachAtOnce } from '../../each-at-once.ts'
import type { ServeConfig } from '../serve/protocol.ts'
import { type BundleProcess, forkBundleProcess } from './bundle-process.ts'
import { type BundleRef, type BundleSlot, openSlot, type SlotDeps } from './bundle-slot.ts'
import { createTurns } from './turns.ts'

/** Bundles in force that keep their process also when nothing happens. */
const warmBundles = 8
/** A process is ended when no task of it was under way for this long, and nobody counts on it. */
const idleMs = 60_000
/** Sleeping bundles that are asked about in a round. With more of them each has its turn more rarely. */
const asksARound = 100
/** A process that was started ahead is kept this long: whoever saved once will save again. */
const spareMs = 10 * 60_000

export interface LiveBundles {
  /** Starts a process ahead of the bundle that it will serve: loading its code takes longer than building the bundle. */
  prepare(): void
  /** The process that serves this bundle, started if need be. For one that was superseded it may take its turn. */
  serve(bundle: BundleRef): Promise<BundleProcess>
  /** Learns what is in force and has open runs; starts and ends processes accordingly. @returns what is in force */
  refresh(): Promise<readonly BundleRef[]>
  /** Serves those sleeping bundles for which work waits. */
  wakeSleepers(): Promise<void>
  close(): Promise<void>
}

const keyOf = ({ workspaceId, hash }: BundleRef) => `${workspaceId}/${hash}`

/**
 * Which bundles have a process. Those in force do, beyond a few only while they are used. Those that were superseded but have runs that wait sleep,
 * and are served, few at a time, while there is work for them: a run may wait for weeks, and a developer saves fifty times in an hour.
 */
export function createLiveBundles(
  deps: Omit<SlotDeps, 'takeProcess' | 'home'> & {
    /** What is to be served here. */
    live(): Promise<readonly LiveBundle[]>
    config: ServeConfig & { readonly home: string }
    hasWork(bundle: BundleRef): Promise<boolean>
  },
): LiveBundles {
  const { logger, config } = deps
  const slots = new Map<string, BundleSlot>()
  let inForce = new Set<string>()
  let sleepers: LiveBundle[] = []
  let asked = 0
  let closing = false
  let spare: { child: ChildProcess; timer: NodeJS.Timeout } | undefined

  const isSuperseded = (bundle: BundleRef) => !inForce.has(keyOf(bundle))
  const turns = createTurns({ taking: () => [...slots.values()].filter(isSuperseded), open, end })

  function takeProcess(): ChildProcess {
    const taken = spare
    spare = undefined
    clearTimeout(taken?.timer)
    return taken?.child.connected ? taken.child : forkBundleProcess(config)
  }

  function endSpare(): void {
    clearTimeout(spare?.timer)
    spare?.child.kill('SIGKILL')
    spare = undefined
  }

  function open(bundle: BundleRef): BundleSlot {
    const slot = openSlot({ ...deps, home: config.home, takeProcess }, bundle, () => forget(slot))
    slots.set(keyOf(bundle), slot)
    return slot
  }

  function forget(slot: BundleSlot): void {
    if (slots.get(keyOf(slot)) === slot) slots.delete(keyOf(slot))
  }

  function end(slot: BundleSlot): Promise<void> {
    forget(slot)
    return slot.close()
  }

  function serve(bundle: BundleRef): Promise<BundleProcess> {
    if (closing) return Promise.reject(new Error('the host is closing'))
    const slot = slots.get(keyOf(bundle))
    if (slot !== undefined) return slot.process()
    return isSuperseded(bundle) ? turns.take(bundle) : open(bundle).process()
  }

  function retire(slot: BundleSlot, why: string): void {
    logger.info({ bundle: slot.hash.slice(0, 12) }, why)
    turns.leave(slot)
  }

  /** Of those in force, as many as are warm stay. */
  function idleSlots(): BundleSlot[] {
    const served = [...slots.values()]
    const idle = served.filter((slot) => Date.now() - slot.usedAt() > idleMs && slot.calls() === 0)
    const current = idle.filter((slot) => !isSuperseded(slot))
    const warm = served.length - served.filter(isSuperseded).length
    return [...idle.filter(isSuperseded), ...current.slice(0, Math.max(0, warm - warmBundles))]
  }

  return {
    serve,
    prepare() {
      if (closing || spare !== undefined) return
      spare = { child: forkBundleProcess(config), timer: setTimeout(endSpare, spareMs).unref() }
    },
    async refresh() {
      const live = await deps.live()
      if (closing) return []
      const current = live.filter((bundle) => bundle.current)
      const known = new Set(live.map(keyOf))
      inForce = new Set(current.map(keyOf))
      for (const bundle of current) if (slots.size < warmBundles) serve(bundle).catch(() => undefined)
      for (const slot of slots.values()) if (!known.has(keyOf(slot))) retire(slot, 'an old bundle has drained')
      for (const slot of idleSlots()) retire(slot, 'an idle bundle sleeps')
      turns.next()
      sleepers = live.filter((bundle) => bundle.open && !slots.has(keyOf(bundle)))
      return current
    },
    async wakeSleepers() {
      // From where the last round ended, all around.
      const from = sleepers.length === 0 ? 0 : asked % sleepers.length
      const turn = [...sleepers.slice(from), ...sleepers.slice(0, from)].slice(0, asksARound)
      asked += turn.length
      await eachAtOnce(turn, 10, async (bundle) => {
        if (await deps.hasWork(bundle)) serve(bundle).catch(() => undefined)
      })
    },
    async close() {
      closing = true
      endSpare()
      turns.close()
      await Promise.allSettled([...slots.values()].map((slot) => slot.close()))
    },
  }
}
