import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '@orchestrator/domain'
import { createStore, getProjectHealth } from '@orchestrator/store'
import type { ReportJob, ReportReply } from './report-in-thread.ts'

const { url, workspaceId, request } = workerData as ReportJob
const store = createStore({ databaseUrl: url, role: 'app', connections: 1, name: 'orchestrator api, health' })
const reply = (said: ReportReply) => parentPort?.postMessage(said)
try {
  reply({ report: await store.read(workspaceId, (tx) => getProjectHealth(tx, workspaceId, request)) })
} catch (error) {
  if (!(error instanceof AppError)) throw error
  const { code, message, fields } = error
  reply({ refused: { code, message, fields } })
} finally {
  await store.close()
}
