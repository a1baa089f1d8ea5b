import type { Figures } from '../benchmark.ts'
import { latency } from '../percentiles.ts'
import { type Reaction, readReactions } from './read-reactions.ts'
import { complete, prepareTriggers, type Stage } from './stage.ts'

/** Longest that all of them take together; those that are left then are not begun. */
const longest = 25_000

/** Each waits for the one before, and other work has its turn between two of them. */
export async function oneAtATime(
  stage: Stage,
  options: { workspaces: number; count: number; between?: () => Promise<void>; patience?: number },
): Promise<{ figures: Figures; reactions: readonly Reaction[] }> {
  const triggers = await prepareTriggers(stage, options.workspaces, options.count)
  const until = performance.now() + longest
  for (const trigger of triggers) {
    if (performance.now() > until) break
    const seq = await complete(stage, trigger)
    await untilFollowed(stage, trigger.place.workspaceId, seq, options.patience ?? 10_000)
    await options.between?.()
    // Not in step with anything that happens at fixed times.
    await pause(5 + Math.random() * 20)
  }
  const reactions = await readReactions(
    stage.sql,
    triggers.map((trigger) => trigger.taskId),
  )
  return { figures: latency(reactions.flatMap(({ ms }) => ms ?? [])), reactions }
}

async function untilFollowed({ sql }: Stage, workspaceId: string, seq: number, patience: number): Promise<void> {
  const until = performance.now() + patience
  while (performance.now() < until) {
    const found = await sql`select 1 from events where workspace_id = ${workspaceId} and seq > ${seq} limit 1`
    if (found.length > 0) return
    await pause(3)
  }
  throw new Error(`nothing followed a completion within ${patience / 1_000} s`)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
