import { AppError } from '@orchestrator/domain'
import { getEntity, type Tx } from '@orchestrator/store'

/** @throws AppError `not_found` */
export async function requireTask(tx: Tx, workspaceId: string, id: string): Promise<void> {
  if (!(await getEntity(tx, workspaceId, 'task', id))) throw new AppError('not_found', `there is no task ${id}`)
}
