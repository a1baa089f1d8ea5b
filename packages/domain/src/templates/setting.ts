import { dateIn } from '../calendar/local-time.ts'
import { mondayToFriday } from '../calendar/working-calendar.ts'
import type { Workspace } from '../entities/workspace.ts'
import type { PlanSetting } from './plan.ts'

/** The day and the working days of a workspace. */
export const settingOf = (
  workspace: Pick<Workspace, 'calendar' | 'timeZone'> | undefined,
  now: string,
): PlanSetting => ({
  calendar: workspace?.calendar ?? mondayToFriday,
  today: dateIn(workspace?.timeZone ?? 'UTC', now),
})
