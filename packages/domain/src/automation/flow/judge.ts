import { durationMs } from '../../entities/duration.ts'
import type { Flow } from '../../entities/flow.ts'

/** A run that is held, as far as it decides when it may start. Instants are milliseconds. */
export interface HeldRun {
  readonly phase: 'new' | 'gathering' | 'ready'
  readonly concurrencyKey: string | null
  readonly throttleKey: string | null
  readonly gatherKey: string | null
  /** Until when it gathers at the latest. */
  readonly notBefore: number | null
  /** A run that its schedule started before has not ended, and they are not to overlap. */
  readonly behind: boolean
}

/** What is known of an automation when its held runs are looked at. */
export interface FlowState {
  readonly flow: Flow | null
  readonly pausedAt: string | null
  readonly maxPerMinute: number
  /** How many are under way, by concurrency key. */
  readonly running: Map<string, number>
  /** When runs were started within the throttle's period, by its key, newest first. */
  readonly started: Map<string, number[]>
  /** When any were started within the last minute, newest first. */
  readonly recent: number[]
}

/** Why a run is held. */
export interface Hold {
  readonly why: 'paused' | 'debounce' | 'batch' | 'overlap' | 'concurrency' | 'throttle' | 'rate'
  /** In words. */
  readonly reason: string
  /** When it is tried again; null: when something else ends, which nobody knows in advance. */
  readonly nextTryAt: number | null
}

const minute = 60_000

/** Whether a held run may start now; null: it may. The gate asks it before it starts one, and people are told the same. */
export function judge(run: HeldRun, state: FlowState, now: number): Hold | null {
  const { flow } = state
  if (state.pausedAt !== null) return hold('paused', `it is paused since ${state.pausedAt}`, null)
  if (run.phase === 'gathering' && run.notBefore !== null && run.notBefore > now) return gathering(run, flow)
  if (run.behind) return hold('overlap', 'a run that its schedule started before has not ended (overlap: queue)', null)
  return limits(run, state, now)
}

function gathering({ notBefore }: HeldRun, flow: Flow | null): Hold {
  if (flow?.batch)
    return hold('batch', `it waits for a batch of ${flow.batch.size} events or the end of its time`, notBefore)
  const period = flow?.debounce ? inWords(flow.debounce.period) : 'a while'
  return hold('debounce', `it waits until no other event has come for ${period}`, notBefore)
}

function limits({ concurrencyKey, throttleKey }: HeldRun, state: FlowState, now: number): Hold | null {
  const { flow, maxPerMinute } = state
  if (flow?.concurrency) {
    const { limit } = flow.concurrency
    const running = state.running.get(concurrencyKey ?? '') ?? 0
    if (running >= limit)
      return hold('concurrency', `${running} of ${limit} runs are under way${ofKey(concurrencyKey)}`, null)
  }
  if (flow?.throttle) {
    const { limit, period } = flow.throttle
    const free = freeAt(state.started.get(throttleKey ?? '') ?? [], limit, durationMs(period))
    if (free > now)
      return hold('throttle', `${limit} runs have started within ${inWords(period)}${ofKey(throttleKey)}`, free)
  }
  const free = freeAt(state.recent, maxPerMinute, minute)
  if (free > now) return hold('rate', `${maxPerMinute} runs have started within a minute, the most it may`, free)
  return null
}

/** Counts a run that starts now. */
export function countStart({ concurrencyKey, throttleKey }: HeldRun, state: FlowState, now: number): void {
  const key = concurrencyKey ?? ''
  state.running.set(key, (state.running.get(key) ?? 0) + 1)
  const started = state.started.get(throttleKey ?? '')
  if (started) started.unshift(now)
  else state.started.set(throttleKey ?? '', [now])
  state.recent.unshift(now)
}

/** When one more may start, so that within no period there are more than the limit. */
const freeAt = (newestFirst: readonly number[], limit: number, period: number): number =>
  (newestFirst[limit - 1] ?? Number.NEGATIVE_INFINITY) + period

const hold = (why: Hold['why'], reason: string, nextTryAt: number | null): Hold => ({ why, reason, nextTryAt })

const ofKey = (key: string | null): string => (key ? ` for ${key}` : '')

const inWords = (period: string | number): string => (typeof period === 'number' ? `${period} ms` : period)
