import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run, RunDetail } from '@orchestrator/sdk/client'
import type { RecordedRun } from '@orchestrator/worker'
import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'

export interface HistoryAccess {
  readonly access: Access
  readonly temporal: { readonly address: string; readonly namespace: string }
}

/** The runs of a playbook that a change of its code can break, and the newest that ended: all under way, up to 50, and 20 of the others. */
export async function runsToReplay(from: HistoryAccess, playbook: string): Promise<RecordedRun[]> {
  const list = (status: string, limit: number) =>
    getJson<{ items: Run[] }>(from.access, '/v1/runs', { query: { playbook, status, limit } })
  const pages = await Promise.all([list('running', 50), list('completed', 15), list('failed', 5)])
  const ids = pages.flatMap(({ items }) => items.filter(({ workflowId }) => workflowId !== null)).map(({ id }) => id)
  return withHistories(from, async (record) => {
    const found: RecordedRun[] = []
    for (const id of ids) {
      const one = await record(id).catch((error: unknown) => {
        // Temporal keeps histories for a time only.
        if ((error as { name?: string }).name === 'WorkflowNotFoundError') return null
        throw error
      })
      if (one !== null) found.push(one)
    }
    return found
  })
}

/** One run with its history, as `check --replay --histories` reads it. */
export const recordedRun = (from: HistoryAccess, id: string): Promise<RecordedRun> =>
  withHistories(from, (record) => record(id))

/** Runs that `runs history` has written into a folder. */
export async function readRecordedRuns(folder: string): Promise<RecordedRun[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as RecordedRun))
}

async function withHistories<T>(
  { access, temporal }: HistoryAccess,
  work: (record: (id: string) => Promise<RecordedRun>) => Promise<T>,
): Promise<T> {
  const { address, namespace } = temporal
  const connection = await Connection.connect({ address, connectTimeout: '5 seconds' }).catch((cause: unknown) => {
    throw new UserError(`Temporal does not answer at ${address}: histories come from there.`, {
      hint: 'Give its address in TEMPORAL_ADDRESS, or take histories that were written before: --histories <folder>.',
      cause,
    })
  })
  try {
    const { workflow } = new Client({ connection, namespace })
    return await work(async (id) => {
      const run = await getJson<RunDetail>(access, `/v1/runs/${id}`)
      const { playbook, workflowId, steps } = run
      if (playbook === null || workflowId === null)
        throw new UserError(`The run ${id} has no history of its own: it is a rule's, or has not begun.`)
      const history: unknown = JSON.parse(historyToJSON(await workflow.getHandle(workflowId).fetchHistory()))
      const told = steps.map(({ step, name, summary }) => ({ step, name, summary }))
      return { playbook, run: id, workflowId, steps: told, history }
    })
  } finally {
    await connection.close()
  }
}
