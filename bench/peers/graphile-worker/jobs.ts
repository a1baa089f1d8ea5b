import type { Hook, Kind } from '../support/work.ts'

/** What the two processes use of graphile-worker. */
export interface GraphileWorker {
  makeWorkerUtils(options: { connectionString: string; maxPoolSize: number }): Promise<{
    addJob(task: string, payload: unknown): Promise<unknown>
  }>
  run(options: {
    preset: unknown
    taskList: Readonly<Record<string, (payload: never, helpers: Helpers) => Promise<void>>>
  }): Promise<unknown>
}

interface Helpers {
  readonly job: { readonly id: string }
  addJob(task: string, payload: unknown, spec: { runAt: Date; jobKey: string }): Promise<unknown>
}

export interface Received {
  readonly kind: Kind
  readonly hook: Hook
}
