import { AppError, Template } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'

export const templates: Resource = {
  path: '/v1/templates',
  tag: 'Templates',
  kind: 'template',
  schema: Template,
  noun: 'template',
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
