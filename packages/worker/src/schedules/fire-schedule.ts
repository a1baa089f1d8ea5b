import { AppError, deriveId } from '@orchestrator/domain'
import { firingPrincipal, readSchedule, type Store } from '@orchestrator/store'
import type { ScheduleActivities } from '../workflows/schedule-activities.ts'

/** Whoever is woken a little early waits; Temporal's clock and ours may differ. */
const early = 5_000

export function createScheduleActivities(store: Store): ScheduleActivities {
  return {
    async fireSchedule({ workspaceId, scheduleId: id }) {
      let fired = 0
      for (;;) {
        const schedule = await readSchedule(store, { workspaceId, id })
        if (!schedule?.dueAt) return { fired }
        const wait = Date.parse(schedule.dueAt) - Date.now()
        if (wait > early) return { fired }
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait + 1))
        // Each firing raises the version, so that two who come at once do it once.
        const command = { id: deriveId(id, 'fire', schedule.version), type: 'schedule.fire', data: { id } } as const
        try {
          const [done] = await store.execute(firingPrincipal(workspaceId, schedule), [command], { unasked: true })
          if (done?.applied) fired++
        } catch (error) {
          // Somebody else was there, or it was paused or edited meanwhile.
          if (error instanceof AppError && error.details.due === false) return { fired }
          throw error
        }
      }
    },
  }
}
