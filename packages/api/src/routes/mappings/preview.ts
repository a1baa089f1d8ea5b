import { compileMappingFilter, customPrefix, previewItem, previewTask } from '@orchestrator/domain'
import { fieldsOf, queryOf, sideOf } from '@orchestrator/integrations'
import { readPreview } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { taskType } from '../../integrations/task-fields.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { Elsewhere } from './elsewhere.ts'
import { requireMapping } from './require-mapping.ts'
import { mappings } from './resource.ts'

const most = 20

const Thing = z
  .object({
    side: z.enum(['here', 'there']).meta({ description: 'where it is now' }),
    id: z.string(),
    name: z.string(),
    url: z.string().nullable(),
    action: z.enum(['make', 'linked', 'left_out']).meta({
      description:
        'what would be done on the other side; linked: it is there already. left_out: nothing, and `reason` says why',
    }),
    reason: z.enum(['direction', 'filter', 'deleted_here', 'archived']).nullable().meta({
      description:
        'deleted_here: its task was deleted here; a backfill with `restore` makes it anew. archived: its task is archived',
    }),
    fields: z.record(z.string(), z.unknown()).meta({ description: 'as it would be on the other side' }),
    unknown: z
      .array(z.string())
      .meta({ description: 'its fields there whose value is nothing here, e.g. a person whom nobody knows' }),
  })
  .meta({ id: 'PreviewedThing' })

export const previewMapping = defineRoute({
  method: 'post',
  path: `${mappings.path}/{id}/preview`,
  operationId: 'previewMapping',
  tag: mappings.tag,
  summary: 'See what a mapping would do with the first 20 things of each side; nothing is written',
  description:
    'Needs the permission integration.manage. Create the mapping with `enabled: false`, look, change it, and enable it: until then nothing is synced.',
  access: 'read',
  params: idParams,
  answer: {
    status: 200,
    description: 'What would be done',
    schema: z
      .object({ there: z.array(Thing), here: z.array(Thing), total: z.int().nullable(), elsewhere: Elsewhere })
      .meta({ id: 'MappingPreview' }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params } = call
    const mapping = await requireMapping(api, workspaceId, params.id)
    const { containerId, connectionId, filter } = mapping
    const { fields, items, total, people } = await withSession(
      api,
      workspaceId,
      connectionId,
      async ({ connection, connector, session }) => {
        const { type } = taskType(connector)
        const query = queryOf(connector, mapping, connection.settings)
        const asked = { containerId, type, query }
        const page = await session.pull({ ...asked, cursor: null })
        const fields = fieldsOf(connector, mapping, type, false)
        const names = fields.rules.some(({ ours }) => ours === 'assigneeId' || ours.startsWith(customPrefix))
        return {
          fields,
          people: names ? await session.users(containerId) : [],
          items: page.items.slice(0, most),
          total: await session.count(asked),
        }
      },
    )
    const parent = fields.rules.find(({ ours }) => ours === 'parentId')?.theirs
    const parents = items.flatMap((item) =>
      parent && typeof item.fields[parent] === 'string' ? [item.fields[parent]] : [],
    )
    const wanted = { type: fields.type.type, items, parents, people }
    const { tasks, known, elsewhere, names } = await readPreview(api.store, workspaceId, mapping, wanted, most)
    const translation = { ...fields, names, direction: mapping.direction, filterIn: mapping.filterIn }
    const test = filter === null ? null : compileMappingFilter(filter)
    return c.json({
      there: items.map((item) => previewItem({ ...item, side: sideOf(item, fields) }, known.get(item.id), translation)),
      here: tasks.map((task) => previewTask(task as never, test?.test({}, {}, { task }).matched ?? true, translation)),
      total,
      elsewhere: [...elsewhere],
    })
  },
})
