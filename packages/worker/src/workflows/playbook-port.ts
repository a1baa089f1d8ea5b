import type { PlaybookManifest, RuntimePort, Step } from '@orchestrator/sdk/runtime'
import {
  CancellationScope,
  isCancellation,
  proxySinks,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { PlaybookSinks, RunRef } from '../activities/playbook-contract.ts'
import { actionsFor, activitiesFor, localFor } from './playbook-activities.ts'
import { fromActivity } from './playbook-errors.ts'
import { createWaitInbox } from './playbook-waits.ts'

const { playbook: sink } = proxySinks<PlaybookSinks>()

/** Everything that a run can do, on Temporal: command, query, sleep and wait within the workflow task, the rest outside. */
export function createPort(run: RunRef, manifest: PlaybookManifest): RuntimePort {
  const inbox = createWaitInbox()
  const at = (step: Step) => setCurrentDetails(step.summary)

  return {
    command: (step, commands) => told(localFor(step.summary).command({ run, step, commands })),

    query: (step, query) => told(localFor(step.summary).query({ run, step, query })),

    async sleep(step, milliseconds) {
      at(step)
      const activities = localFor(step.summary)
      const remainingMs = await told(activities.beginSleep({ run, step, milliseconds }))
      if (remainingMs <= 0) return
      let canceled = false
      try {
        await sleep(remainingMs, { summary: step.summary })
      } catch (error) {
        canceled = isCancellation(error)
        throw error
      } finally {
        await CancellationScope.nonCancellable(() => activities.endSleep({ run, step, canceled }))
      }
    },

    async waitFor(step, sources, { timeoutMs }) {
      at(step)
      const activities = localFor(step.summary)
      const begun = await told(
        activities.beginWait({ run, step, workflowId: workflowInfo().workflowId, sources, timeoutMs }),
      )
      if (begun.over) return begun.reply
      const { waitId } = begun
      let canceled = false
      try {
        await inbox.arrival(waitId, begun.remainingMs, step.summary)
      } catch (error) {
        canceled = isCancellation(error)
        throw error
      } finally {
        if (canceled) await CancellationScope.nonCancellable(() => activities.endWait({ run, step, waitId, canceled }))
      }
      // The table decides, not the signal: what it says is also what a restart of the run finds.
      return told(activities.endWait({ run, step, waitId, canceled }))
    },

    async http(step, request) {
      const activities = activitiesFor(step.summary, {
        timeoutMs: request.timeoutMs,
        attempts: request.retries + 1,
      })
      try {
        return await activities.http({ run, step, request })
      } catch (error) {
        throw fromActivity(error, { url: request.url, method: request.method })
      }
    },

    async script(step, script) {
      // A crash of its process is no fault of the script.
      const activities = activitiesFor(step.summary, { timeoutMs: script.timeoutMs, attempts: 5 })
      return (await told(activities.script({ run, step, script }))).value
    },

    async step(step, name, args) {
      const { timeoutMs, attempts } = manifest.steps ?? { timeoutMs: 30_000, attempts: 1 }
      const activities = activitiesFor(step.summary, { timeoutMs, attempts })
      const { value } = await told(
        activities.step({ run, step, playbook: manifest.id, name, args, timeoutMs, attempts }),
      )
      return value ?? undefined
    },

    async action(step, action) {
      const activities = actionsFor(step.summary, { attempts: action.retries + 1 })
      return (await told(activities.connectorAction({ run, step, action }))).output
    },

    log: (level, message, fields) => sink.log(run, manifest.id, level, message, fields),

    now: () => Date.now(),
  }
}

/** A refusal as the playbook knows it. */
async function told<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw fromActivity(error)
  }
}
