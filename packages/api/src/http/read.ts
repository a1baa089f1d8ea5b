import type { Tx } from '@orchestrator/store'
import { withDeadline } from '../middleware/deadline.ts'
import type { Api } from './api.ts'

/** `store.read` with a deadline. */
export const read = <T>(
  api: Pick<Api, 'store' | 'config'>,
  workspaceId: string,
  query: (tx: Tx) => Promise<T>,
): Promise<T> => withDeadline(api.config.requestTimeoutMs, api.store.read(workspaceId, query))
