import * as z from 'zod'
import { CycleProgress } from '../planning/cycle-progress.ts'
import { CalendarDate, StoredTimestamp } from '../time.ts'
import { AgeingTask } from './ageing.ts'
import { BlockedTask } from './blocked.ts'
import { BurnupPoint } from './burnup.ts'
import { Figure } from './figure.ts'
import { Forecast } from './forecast.ts'
import { HealthRisk } from './risk.ts'
import { HealthStatus } from './status.ts'
import { TaskRef } from './task-ref.ts'
import { WeeklyWork } from './throughput.ts'
import { CompletedCycle } from './velocity.ts'
import { Workload } from './workload.ts'

/** How a project is doing, computed from the log. Lists of tasks name 20 at most; figures count all. docs/project-health.md tells each field. */
export const ProjectHealthReport = z
  .strictObject({
    project: z.strictObject({ id: z.uuid(), key: z.string(), name: z.string(), targetDate: CalendarDate.nullable() }),
    asOf: StoredTimestamp,
    timeZone: z.string(),
    from: StoredTimestamp,
    status: HealthStatus,
    rule: z.string(),
    risks: z.array(HealthRisk),
    forecast: Forecast,
    figures: z.array(Figure),
    burnup: z.array(BurnupPoint),
    weeks: z.array(WeeklyWork),
    cycle: CycleProgress.nullable(),
    cycles: z.array(CompletedCycle),
    ageing: z.array(AgeingTask),
    blocked: z.array(BlockedTask),
    chain: z.array(TaskRef),
    overdue: z.array(TaskRef),
    dueSoon: z.array(TaskRef),
    unassigned: z.array(TaskRef),
    stale: z.array(TaskRef),
    members: z.array(Workload),
  })
  .meta({ id: 'ProjectHealthReport' })
export type ProjectHealthReport = z.infer<typeof ProjectHealthReport>
