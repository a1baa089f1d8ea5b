import type { Figures } from '../benchmark.ts'
import { latency } from '../percentiles.ts'
import { type Reaction, readReactions } from './read-reactions.ts'
import { complete, prepareTriggers, type Stage } from './stage.ts'

/** Each waits for the one before, and other work has its turn between two of them. */
export async function oneAtATime(
  stage: Stage,
  options: { workspaces: number; count: number; between?: () => Promise<void> },
): Promise<{ figures: Figures; reactions: readonly Reaction[] }> {
  const triggers = await prepareTriggers(stage, options.workspaces, options.count)
  for (const trigger of triggers) {
    const seq = await complete(stage, trigger)
    await untilFollowed(stage, trigger.place.workspaceId, seq)
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

async function untilFollowed({ sql }: Stage, workspaceId: string, seq: number): Promise<void> {
  const until = performance.now() + 10_000
  while (performance.now() < until) {
    const found = await sql`select 1 from events where workspace_id = ${workspaceId} and seq > ${seq} limit 1`
    if (found.length > 0) return
    await pause(3)
  }
  throw new Error('nothing followed a completion within ten seconds')
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
