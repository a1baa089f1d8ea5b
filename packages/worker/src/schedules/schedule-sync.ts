import { hash } from 'node:crypto'
import {
  activeSchedules,
  hasWorkspace,
  markSynced,
  overdueSchedules,
  readSchedule,
  type Store,
  type StoredSchedule,
  unsyncedSchedules,
} from '@orchestrator/store'
import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { relayTaskQueue, workflowTaskTimeout } from '../temporal/names.ts'
import type { scheduleFiring } from '../workflows/schedule-firing.ts'
import { temporalTimes } from './temporal-spec.ts'

const atOnce = 10
const some = 500
/** Notices come with every event: so often at most are rows looked for. */
const pause = 200
/** Without a notice, rows are looked for as often as this. */
const interval = 1_000
/** Later than this, Temporal is not waited for. */
const patience = 3_000
/** How often Temporal is asked for all that it has. */
const comparison = 60_000

const prefix = 'schedule'
export const temporalScheduleId = (workspaceId: string, id: string): string => `${prefix}/${workspaceId}/${id}`

/**
 * Sees that Temporal has a schedule for each row that fires, and no other: after every change, and from time to time by comparing all,
 * so that a loss of either's state heals. What Temporal forgot to wake is woken here.
 */
export class ScheduleSync {
  readonly #relay: Store
  readonly #app: Store
  readonly #client: Client
  readonly #logger: Logger
  #stopping = false
  #wake: () => void = () => {}
  #loop: Promise<void> = Promise.resolve()
  #unlisten: () => Promise<void> = async () => {}
  #compared = 0

  constructor(options: { relay: Store; app: Store; client: Client; logger: Logger }) {
    this.#relay = options.relay
    this.#app = options.app
    this.#client = options.client
    this.#logger = options.logger
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#relay.listen('orchestrator_events', () => this.#wake())
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#wake()
    await this.#loop
    await this.#unlisten().catch(() => {})
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#round().catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'schedules could not be brought in line with Temporal; it is tried again'),
      )
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, interval)
        this.#wake = () => {
          clearTimeout(late)
          setTimeout(resolve, this.#stopping ? 0 : pause)
        }
        if (this.#stopping) this.#wake()
      })
    }
  }

  async #round(): Promise<void> {
    const unsynced = await unsyncedSchedules(this.#relay, some)
    await eachAtOnce([...unsynced], atOnce, (ref) => this.#try(ref, () => this.#sync(ref)))
    const overdue = await overdueSchedules(this.#relay, new Date(Date.now() - patience), some)
    await eachAtOnce([...overdue], atOnce, (ref) => this.#try(ref, () => this.#fireNow(ref)))
    if (Date.now() - this.#compared > comparison) {
      await this.#compare()
      this.#compared = Date.now()
    }
  }

  async #try({ workspaceId, id }: { workspaceId: string; id: string }, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#logger.warn({ err: error, workspaceId, schedule: id }, 'a schedule could not be served; it is tried again')
    }
  }

  async #sync(ref: { workspaceId: string; id: string }): Promise<void> {
    const { workspaceId } = ref
    const schedule = await readSchedule(this.#app, ref)
    if (!schedule) return
    if (schedule.nextAt === null) {
      await this.#remove(temporalScheduleId(workspaceId, schedule.id))
      await markSynced(this.#app, workspaceId, schedule, null)
      return
    }
    const { spec, renewAt } = temporalTimes(schedule, Date.now())
    await this.#put(optionsOf(workspaceId, schedule, spec))
    await markSynced(this.#app, workspaceId, schedule, renewAt)
  }

  async #put(options: ScheduleOptions): Promise<void> {
    try {
      await this.#client.schedule.create(options)
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      const { spec, action, policies, state } = options
      const handle = this.#client.schedule.getHandle(options.scheduleId)
      await handle.update((known) => ({
        spec,
        action: action as never,
        policies: policies ?? {},
        state: { ...known.state, ...state, paused: false },
      }))
    }
  }

  async #remove(scheduleId: string): Promise<void> {
    await this.#client.schedule
      .getHandle(scheduleId)
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error
      })
  }

  /** Temporal did not: it lost its state, was away, or does not know of the schedule yet. */
  async #fireNow({ workspaceId, id }: { workspaceId: string; id: string }): Promise<void> {
    await this.#client.workflow.start<typeof scheduleFiring>('scheduleFiring', {
      workflowId: `${temporalScheduleId(workspaceId, id)}-late`,
      taskQueue: relayTaskQueue,
      args: [{ workspaceId, scheduleId: id }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowTaskTimeout,
      staticSummary: 'A firing for which nobody was there in time',
    })
  }

  /** All that Temporal has against all that it should have. */
  async #compare(): Promise<void> {
    const known = new Map<string, string | undefined>()
    for await (const { scheduleId, state, info } of this.#client.schedule.list({ pageSize: 1_000 })) {
      if (!scheduleId.startsWith(`${prefix}/`)) continue
      known.set(scheduleId, state.paused || info.nextActionTimes.length === 0 ? undefined : state.note)
    }
    for (
      let page: readonly { workspaceId: string; id: string }[] = await activeSchedules(this.#relay, some);
      page.length > 0;
    ) {
      await eachAtOnce([...page], atOnce, (ref) =>
        this.#try(ref, async () => {
          const scheduleId = temporalScheduleId(ref.workspaceId, ref.id)
          const schedule = await readSchedule(this.#app, ref)
          const asItShouldBe = schedule !== null && known.get(scheduleId) === noteOf(schedule)
          known.delete(scheduleId)
          if (!asItShouldBe) await this.#sync(ref)
        }),
      )
      page = page.length < some ? [] : await activeSchedules(this.#relay, some, page.at(-1))
    }
    await eachAtOnce([...known.keys()], atOnce, async (scheduleId) => {
      const [, workspaceId = '', id = ''] = scheduleId.split('/')
      // Another database may share the namespace.
      await this.#try({ workspaceId, id }, async () => {
        if (await hasWorkspace(this.#app, workspaceId)) await this.#removeIdle(workspaceId, id)
      })
    })
  }

  /** One that was made since the comparison began stays. */
  async #removeIdle(workspaceId: string, id: string): Promise<void> {
    const schedule = await readSchedule(this.#app, { workspaceId, id })
    if (!schedule || schedule.nextAt === null) await this.#remove(temporalScheduleId(workspaceId, id))
  }
}

/** By which version Temporal's schedule was made. */
const noteOf = ({ spec, timeZone }: StoredSchedule): string =>
  `made from ${hash('sha256', JSON.stringify([spec, timeZone]), 'hex').slice(0, 16)}`

function optionsOf(workspaceId: string, schedule: StoredSchedule, spec: ScheduleOptions['spec']): ScheduleOptions {
  const scheduleId = temporalScheduleId(workspaceId, schedule.id)
  return {
    scheduleId,
    spec,
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduleFiring',
      workflowId: scheduleId,
      taskQueue: relayTaskQueue,
      args: [{ workspaceId, scheduleId: schedule.id }],
      workflowTaskTimeout,
      staticSummary: `${schedule.ownerKind} ${schedule.name}`,
    },
    // Whoever wakes fires all that is due: one that waits for it is enough.
    policies: { overlap: 'BUFFER_ONE', catchupWindow: '1 hour' },
    state: { note: noteOf(schedule) },
  }
}
