import type { Figures } from '../benchmark.ts'
import type { CpuCount } from '../cpu.ts'
import { round } from '../percentiles.ts'
import { command } from '../workspaces.ts'
import { holdRelay, type Reaction, readReactions, settle } from './read-reactions.ts'
import { prepareTriggers, type Stage, type Trigger } from './stage.ts'

/** A backlog that is made while the relay is kept out; timed from its being let in to the commit of the last reaction. */
export async function drain(
  stage: Stage,
  options: { workspaces: number; count: number; settleMs: number; cpu: () => CpuCount },
): Promise<{ figures: Figures; reactions: readonly Reaction[] }> {
  const { workspaces, count, settleMs, cpu } = options
  const triggers = await prepareTriggers(stage, workspaces, count)
  const letIn = await holdRelay(
    stage.sql,
    stage.places.slice(0, workspaces).map(({ workspaceId }) => workspaceId),
  )
  await makeBacklog(stage, triggers)
  const stop = cpu()
  const startedAt = await letIn()
  await settle(stage.sql, settleMs)
  const spent = stop()
  const reactions = await readReactions(
    stage.sql,
    triggers.map((trigger) => trigger.taskId),
  )
  const followed = reactions.flatMap(({ followedAt }) => followedAt ?? [])
  const took = followed.reduce((last, at) => Math.max(last, at), 0) - startedAt
  return {
    figures: {
      perSecond: round((followed.length / took) * 1_000),
      events: count,
      seconds: round(took / 1_000, 1),
      ...spent(followed.length),
    },
    reactions,
  }
}

/** Many completions to a request: how fast the backlog is made is not the question. */
async function makeBacklog({ store }: Stage, triggers: readonly Trigger[]): Promise<void> {
  const byPlace = [...Map.groupBy(triggers, ({ place }) => place)]
  const requests = byPlace.flatMap(([place, some]) => {
    const parts: (readonly [typeof place, Trigger[]])[] = []
    for (let from = 0; from < some.length; from += 100) parts.push([place, some.slice(from, from + 100)])
    return parts
  })
  const work = async () => {
    for (let request = requests.pop(); request; request = requests.pop()) {
      const [place, some] = request
      const commands = some.map(({ taskId }) => command('task.update', { id: taskId, status: 'completed' }))
      await store.execute(place.principal, commands)
    }
  }
  await Promise.all([work(), work(), work(), work()])
}
