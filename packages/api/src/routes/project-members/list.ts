import { AppError, Id, ProjectMember } from '@orchestrator/domain'
import { getEntity, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../../http/cursor.ts'
import { pageOf, pageQuery } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

const order: Sort = { columns: [{ expression: 't.id', type: 'uuid', field: 'id' }], descending: false }

export const listProjectMembers = defineRoute({
  method: 'get',
  path: '/v1/projects/{id}/members',
  operationId: 'listProjectMembers',
  tag: 'Projects',
  summary: 'List who has a role in a project that differs from their workspace role',
  access: 'read',
  params: z.strictObject({ id: Id }),
  query: z.strictObject(pageQuery),
  answer: { status: 200, description: 'A page', schema: pageOf(ProjectMember) },
  problems: [404],
  async handle({ api, c, workspaceId, params, query }) {
    const after = query.cursor === undefined ? undefined : decodeCursor('project_member', order.columns, query.cursor)
    const where = [{ sql: 't.project_id = ?::uuid', values: [params.id] }]
    const [project, page] = await read(api, workspaceId, (tx) =>
      Promise.all([
        getEntity(tx, workspaceId, 'project', params.id),
        listEntities(tx, workspaceId, { kind: 'project_member', where, sort: order, after, limit: query.limit }),
      ]),
    )
    if (!project) throw new AppError('not_found', `there is no project ${params.id}`)
    return c.json({ items: page.items, nextCursor: page.next && encodeCursor('project_member', page.next) })
  },
})
