import type { System } from '../../peers/support/system.ts'
import { type Kind, titleOf } from '../../peers/support/work.ts'
import type { Receiver } from './receiver.ts'
import { makeHooks, meets, sendHook } from './send-hooks.ts'

/** Milliseconds from when a webhook was sent. */
export interface Times {
  readonly toRow: number[]
  readonly toCall: number[]
}

const patience = 30_000

/** One webhook after the other, of each system in turn. */
export async function oneAtATime(
  systems: readonly System[],
  receiver: Receiver,
  kind: Kind,
  count: number,
): Promise<ReadonlyMap<System, Times>> {
  await receiver.clear()
  const sent = new Map(systems.map((system) => [system, new Map<string, number>()] as const))
  for (let turn = 0; turn < count; turn++) {
    for (const system of systems) {
      const [hook] = makeHooks(1)
      if (!hook || !meets(hook)) throw new Error('a webhook that is waited for has to meet the condition')
      sent.get(system)?.set(hook.key, await sendHook(system.addresses(kind), hook))
      await receiver.until({ key: hook.key }, patience)
      // Not in step with anything that happens at fixed times.
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20))
    }
  }
  const calls = await receiver.calls()
  const found = new Map<System, Times>()
  for (const [system, own] of sent) {
    const committed = new Map((await system.rows()).map(({ title, committedAt }) => [title, committedAt]))
    const times: Times = { toRow: [], toCall: [] }
    for (const [key, at] of own) {
      times.toRow.push((committed.get(titleOf(key)) ?? Number.NaN) - at)
      times.toCall.push((calls.get(key)?.[0] ?? Number.NaN) - at)
    }
    found.set(system, times)
  }
  return found
}
