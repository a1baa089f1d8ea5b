import { AppError, type Mapping } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type { Api } from '../../http/api.ts'
import { read } from '../../http/read.ts'

/** @throws AppError `not_found` */
export async function requireMapping(api: Api, workspaceId: string, id: string): Promise<Mapping> {
  const mapping = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'mapping', id))
  if (!mapping) throw new AppError('not_found', `there is no mapping ${id}`)
  return mapping as unknown as Mapping
}
