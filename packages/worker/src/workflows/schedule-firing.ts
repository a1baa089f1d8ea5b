import { proxyLocalActivities } from '@temporalio/workflow'
import type { ScheduleActivities, ScheduleRef } from './schedule-activities.ts'

const { fireSchedule } = proxyLocalActivities<ScheduleActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '100 milliseconds', maximumInterval: '5 seconds' },
})

/** Started by a schedule of Temporal's at its time. One that comes too often or too late does no harm. */
export async function scheduleFiring(schedule: ScheduleRef): Promise<{ fired: number }> {
  return fireSchedule(schedule)
}
