import { setImmediate } from 'node:timers/promises'
import { addDays, forecast, healthWindow } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { DigestRequest } from './read-digest.ts'

/** As the report on a project's health has it when nobody says otherwise. */
const weeksBefore = 12
/** Each takes some milliseconds of the processor, one with much left to do more of them. */
const mostProjects = 10
/** A forecast is told in whole weeks from today, so it moves by a day each day: less than this is the calendar's. */
const leastDays = 7

export interface ForecastChange {
  readonly from: string | null
  readonly to: string | null
}

/** By project: P85 of the forecast for what is open, as its tasks tell, where it is another than at the beginning of the digest. */
export async function readForecasts(
  tx: Tx,
  { workspaceId, from, until }: DigestRequest,
  projects: readonly string[],
): Promise<ReadonlyMap<string, ForecastChange>> {
  const [workspace] = await tx<{ timeZone: string }[]>`
    select time_zone from workspaces where workspace_id = ${workspaceId}`
  const asked = projects.slice(0, mostProjects)
  const at = (instant: string) => forecastsAt(tx, workspaceId, asked, instant, workspace?.timeZone ?? 'UTC')
  const [before, now] = [await at(from), await at(until)]
  return new Map(
    asked.flatMap((id) => {
      const change = { from: before.get(id) ?? null, to: now.get(id) ?? null }
      return isChange(change) ? [[id, change] as const] : []
    }),
  )
}

const isChange = ({ from, to }: ForecastChange): boolean =>
  from === null || to === null ? from !== to : to <= addDays(from, -leastDays) || to >= addDays(from, leastDays)

interface Work {
  readonly id: string
  readonly open: number
  readonly firstTaskAt: string | null
}

async function forecastsAt(
  tx: Tx,
  workspaceId: string,
  projects: readonly string[],
  at: string,
  timeZone: string,
): Promise<Map<string, string>> {
  const { weeks, from, today } = healthWindow(at, weeksBefore, timeZone)
  const ends = [from, ...weeks.map(({ until }) => until)]
  const ids = projects as string[]
  const [works, done] = await Promise.all([
    tx<Work[]>`
      select project_id as id, min(created_at) as first_task_at, (count(*) filter (
        where coalesce(completed_at, canceled_at, archived_at, 'infinity') > ${at}
      ))::int as open
      from tasks where workspace_id = ${workspaceId} and project_id = any(${ids}::uuid[]) and created_at <= ${at}
        and (deleted_at is null or deleted_at > ${at})
      group by project_id`,
    tx<{ id: string; week: number; tasks: number }[]>`
      select project_id as id, width_bucket(completed_at, ${ends}::text[]::timestamptz[]) as week, count(*)::int as tasks
      from tasks where workspace_id = ${workspaceId} and project_id = any(${ids}::uuid[]) and status = 'completed'
        and completed_at >= ${from} and completed_at < ${ends.at(-1) ?? from} and (deleted_at is null or deleted_at > ${at})
      group by 1, 2`,
  ])
  const found = new Map<string, string>()
  for (const { id, open, firstTaskAt } of works) {
    const weekly = weeks.flatMap(({ until }, n) =>
      firstTaskAt !== null && firstTaskAt < until
        ? [done.find((one) => one.id === id && one.week === n + 1)?.tasks ?? 0]
        : [],
    )
    const { p85 } = forecast(weekly, open, today)
    if (p85 !== null) found.set(id, p85)
    // Between two others' requests are answered.
    await setImmediate()
  }
  return found
}
