import { setTimeout as pause } from 'node:timers/promises'
import type { Arena, Name } from './arena.ts'
import type { Random } from './random.ts'

export interface Chaos {
  kills(): number
  /** Makes no more kills; resolves when everything is back, with the time of the last restart. */
  end(): Promise<{ kills: number; backAt: number }>
}

/** So many kills make the pauses between them twice as long: where all starts slowly, nothing would ever be done. */
const wearying = 15

/** Kills processes at random moments until told to end; each comes back after a random while. Sometimes all go at once. */
export function beginChaos(
  arena: Arena,
  random: Random,
  victims: readonly (Name | 'bundle' | 'all')[],
  pauseMs: readonly [number, number],
): Chaos {
  let over = false
  let kills = 0
  const say: string[] = []
  const strike = async (victim: Name | 'bundle' | 'all') => {
    say.push(victim)
    const away = random.between(0, 1_500)
    if (victim === 'all') {
      kills += 5
      await Promise.all(Object.values(arena.kept).map((one) => one.kill(away)))
    } else if (victim === 'bundle') {
      const pids = arena.bundlePids()
      if (pids.length === 0) return
      kills++
      process.kill(random.pick(pids), 'SIGKILL')
    } else {
      kills++
      await arena.kept[victim].kill(away)
    }
  }
  const running = (async () => {
    while (!over) {
      await pause(random.between(...pauseMs) * (1 + kills / wearying))
      if (over) break
      await strike(random.pick(victims)).catch(() => {})
    }
  })()
  return {
    kills: () => kills,
    async end() {
      over = true
      await running
      await arena.allUp()
      const crashes = Object.values(arena.kept).map((one) => `${one.name} ${one.crashes()}`)
      console.log(`  killed: ${say.join(' ')}; ended by themselves, for want of what they need: ${crashes.join(', ')}`)
      return { kills, backAt: Date.now() }
    },
  }
}
