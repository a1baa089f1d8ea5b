import type { Figures } from '../benchmark.ts'
import type { CpuCount } from '../cpu.ts'
import { latency, percentile, round } from '../percentiles.ts'
import { offer } from '../rates.ts'
import { type Reaction, readReactions, settle } from './read-reactions.ts'
import { complete, prepareTriggers, type Stage } from './stage.ts'

/** Completions at a fixed rate, however the reactions do. */
export async function offered(
  stage: Stage,
  options: {
    workspaces: number
    perSecond: number
    seconds: number
    settleMs: number
    cpu: () => CpuCount
  },
): Promise<{ figures: Figures; reactions: readonly Reaction[] }> {
  const { workspaces, perSecond, seconds, settleMs, cpu } = options
  const triggers = await prepareTriggers(stage, workspaces, perSecond * seconds)
  const stop = cpu()
  const { due, failed } = await offer(perSecond, triggers.length, (n) => complete(stage, triggers[n] ?? raise()))
  if (failed > 0) throw new Error(`${failed} completions were refused`)
  await settle(stage.sql, settleMs)
  const spent = stop()
  const reactions = await readReactions(
    stage.sql,
    triggers.map((trigger) => trigger.taskId),
  )
  const dueOf = new Map(triggers.map((trigger, n) => [trigger.taskId, due[n] ?? Number.NaN]))
  const fromDue = reactions.flatMap(({ taskId, followedAt }) =>
    followedAt === null ? [] : followedAt - (dueOf.get(taskId) ?? 0),
  )
  const commits = reactions.map(({ committedAt }) => committedAt)
  const span = Math.max(...commits) - Math.min(...commits)
  return {
    figures: {
      ...latency(reactions.flatMap(({ ms }) => ms ?? [])),
      dueToFollowedP95Ms: round(percentile(fromDue, 0.95), 1),
      acceptedPerSecond: round(((commits.length - 1) / span) * 1_000),
      ...spent(triggers.length),
    },
    reactions,
  }
}

function raise(): never {
  throw new Error('there is no such trigger')
}
