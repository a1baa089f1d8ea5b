import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { NativeConnection, Runtime, Worker } from '@temporalio/worker'
import type postgres from 'postgres'
import { react } from './bare-tables.ts'
import type { bareReaction, bareSleep } from './bare-workflow.ts'

export interface BareActivities {
  reactOnce(input: { id: string; workspace: number }): Promise<void>
}

export interface BareTemporal {
  /** Starts one workflow. @returns milliseconds from the call to the answer of its transaction's commit */
  once(workspace: number): Promise<number>
  /**
   * Starts one that sleeps until a moment, in milliseconds since the epoch.
   * @returns once it was started: `woken` gives how late its transaction was committed
   */
  sleepUntil(until: number): Promise<{ readonly woken: Promise<number> }>
  stop(): Promise<void>
}

/** Client and worker in one process, on one connection, so that workflows start eagerly; as our relay has it. */
export async function startBareTemporal(address: string, sql: postgres.Sql): Promise<BareTemporal> {
  Runtime.install({
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    shutdownSignals: [],
  })
  const connection = await NativeConnection.connect({ address })
  const client = new Client({ connection })
  const committed = new Map<string, () => void>()
  const activities: BareActivities = {
    async reactOnce({ id, workspace }) {
      await react(sql, workspace, id)
      committed.get(id)?.()
    },
  }
  const worker = await Worker.create({
    connection,
    taskQueue: 'bare',
    workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
    activities,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 20,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    maxCachedWorkflows: 100,
    shutdownGraceTime: '1 second',
  })
  const working = worker.run()
  return {
    async once(workspace) {
      const id = randomUUID()
      const startedAt = performance.now()
      const done = new Promise<number>((resolve) => committed.set(id, () => resolve(performance.now() - startedAt)))
      await client.workflow.start<typeof bareReaction>('bareReaction', {
        workflowId: `bare/${id}`,
        taskQueue: 'bare',
        args: [{ id, workspace }],
        requestEagerStart: true,
        workflowTaskTimeout: '5 seconds',
      })
      const took = await done
      committed.delete(id)
      return took
    },
    async sleepUntil(until) {
      const id = randomUUID()
      const woken = new Promise<number>((resolve) => committed.set(id, () => resolve(Date.now() - until)))
      await client.workflow.start<typeof bareSleep>('bareSleep', {
        workflowId: `bare/${id}`,
        taskQueue: 'bare',
        args: [{ id, workspace: 0, until }],
        requestEagerStart: true,
        workflowTaskTimeout: '5 seconds',
      })
      return { woken }
    },
    async stop() {
      worker.shutdown()
      await working
      await connection.close()
    },
  }
}
