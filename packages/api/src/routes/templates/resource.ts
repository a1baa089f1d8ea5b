import { AppError, type Permission, Template } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'

export const templates: Resource = {
  path: '/v1/templates',
  tag: 'Templates',
  kind: 'template',
  schema: Template,
  noun: 'template',
}

/** @throws AppError `forbidden` */
export function requirePermission({ identity }: Pick<Call, 'identity'>, permission: Permission): void {
  if (mayInWorkspace(identity, permission)) return
  throw new AppError('forbidden', `this needs the permission ${permission}`, { details: { permission } })
}

/** @throws AppError `not_found` */
export async function readTemplate(
  { api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>,
  id: string,
): Promise<Template> {
  const template = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'template', id))
  if (!template) throw new AppError('not_found', `there is no template ${id}`)
  return template as unknown as Template
}
