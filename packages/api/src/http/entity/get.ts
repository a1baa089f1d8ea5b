import { AppError } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { entityResponse } from '../entity-response.ts'
import { read } from '../read.ts'
import { type Call, defineRoute, type Route } from '../route.ts'
import { idParams, type Resource, type Words } from './resource.ts'

/** GET of one. @param visible the entity as its reader may see it; default: all of it */
export function getRoute(
  resource: Resource,
  words: Words,
  visible: (entity: object, call: Pick<Call, 'api' | 'identity'>) => object | Promise<object> = (entity) => entity,
): Route {
  return defineRoute({
    summary: `Get a ${resource.noun}`,
    ...words,
    method: 'get',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'read',
    params: idParams,
    answer: { status: 200, description: `The ${resource.noun}`, schema: resource.schema },
    problems: [404],
    async handle({ api, c, identity, workspaceId, params }) {
      const entity = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, resource.kind, params.id))
      if (!entity) throw new AppError('not_found', `there is no ${resource.noun} ${params.id}`)
      return entityResponse(c, await visible(entity, { api, identity }))
    },
  })
}
