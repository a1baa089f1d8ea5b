import * as z from 'zod'
import type { TaskHistory } from './task-history.ts'
import { TaskRef, taskRefs } from './task-ref.ts'

export const RiskSeverity = z.enum(['high', 'medium', 'low'])
export type RiskSeverity = z.infer<typeof RiskSeverity>

const RiskCode = z.enum([
  'target_missed',
  'forecast_late',
  'overdue',
  'blocked_by_overdue',
  'long_chain',
  'ageing',
  'scope_growth',
  'slowing',
  'over_estimates',
  'stale',
  'unassigned',
])

/** What may keep the project from its end, by a threshold that is passed. */
export const HealthRisk = z.strictObject({
  code: RiskCode,
  severity: RiskSeverity,
  summary: z.string(),
  threshold: z.string(),
  figures: z.array(z.string()),
  tasks: z.array(TaskRef),
})
export type HealthRisk = z.infer<typeof HealthRisk>

/** A rule that finds a risk; undefined: there is none. */
export function risk(
  severity: RiskSeverity | undefined,
  { tasks = [], ...rest }: Omit<HealthRisk, 'severity' | 'tasks'> & { readonly tasks?: readonly TaskHistory[] },
): HealthRisk[] {
  return severity === undefined ? [] : [{ severity, ...rest, tasks: taskRefs(tasks) }]
}

/** The severity of the first bound that a value passes, of bounds from the highest down. */
export const severityOf = (
  value: number | null,
  { high = Number.POSITIVE_INFINITY, medium = Number.POSITIVE_INFINITY }: { high?: number; medium?: number },
): RiskSeverity | undefined =>
  value === null ? undefined : value > high ? 'high' : value > medium ? 'medium' : undefined
