import type { System } from '../../peers/support/system.ts'
import { type Kind, titleOf } from '../../peers/support/work.ts'
import type { Figures } from '../benchmark.ts'
import { countCpu } from '../cpu.ts'
import type { Receiver } from './receiver.ts'
import { makeHooks, meets, sendHooks } from './send-hooks.ts'

/** What came of a turn. */
export interface Turn {
  readonly perSecond: number
  readonly acceptedPerSecond: number
  /** For each reaction, by process. */
  readonly cpu: Figures
  readonly witness: Witness
}

export interface Witness {
  readonly due: number
  readonly missing: number
  /** Rows and calls beyond one, and those of webhooks that did not meet the condition. */
  readonly tooMany: number
}

const longest = 60_000
/** For what a system still writes down of work that is done, and for what would come twice. */
const calm = 300

/** Webhooks as fast as they are accepted; timed from the first one to the last row and call. */
export async function backlog(system: System, receiver: Receiver, kind: Kind, count: number): Promise<Turn> {
  const hooks = makeHooks(count)
  const due = hooks.filter(meets)
  await receiver.clear()
  const stop = countCpu(system.pids)
  const startedAt = performance.timeOrigin + performance.now()
  await sendHooks(system.addresses(kind), hooks)
  const accepted = performance.timeOrigin + performance.now()
  await receiver.until({ count: due.length }, longest).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, calm))
  const cpu = stop()(due.length)
  const calls = await receiver.calls()
  const rows = Map.groupBy(await system.rows(), ({ title }) => title)
  const rowsOf = (key: string) => rows.get(titleOf(key)) ?? []
  let [missing, tooMany, last] = [0, 0, startedAt]
  for (const hook of hooks) {
    const found = [rowsOf(hook.key).map(({ committedAt }) => committedAt), calls.get(hook.key) ?? []]
    const wanted = meets(hook) ? 1 : 0
    if (found.some(({ length }) => length < wanted)) missing++
    for (const times of found) tooMany += Math.max(0, times.length - wanted)
    last = Math.max(last, ...found.flat())
  }
  const seconds = (last - startedAt) / 1_000
  return {
    perSecond: (due.length - missing) / seconds,
    acceptedPerSecond: (count / (accepted - startedAt)) * 1_000,
    cpu,
    witness: { due: due.length, missing, tooMany },
  }
}
