import { type CustomField, FieldMap, Priority, StatusCategory, TaskType } from '@orchestrator/domain'
import { listEntities } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { milestonesOf, suggestedFields, theirDefaults, theirFields } from '../../integrations/task-fields.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { FieldSpec } from '../connections/field-spec.ts'
import { requireMapping } from './require-mapping.ts'
import { mappings } from './resource.ts'

export const getMappingFields = defineRoute({
  method: 'get',
  path: `${mappings.path}/{id}/fields`,
  operationId: 'getMappingFields',
  tag: mappings.tag,
  summary: 'See which fields there are on both sides, and how they go together by default',
  description: 'Needs the permission integration.manage. Asked of the service at this moment.',
  access: 'read',
  params: idParams,
  answer: {
    status: 200,
    description: 'The fields',
    schema: z
      .object({ theirs: z.array(FieldSpec), ours: z.array(FieldSpec), suggested: z.array(FieldMap) })
      .meta({ id: 'MappingFields' }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params } = call
    const { connectionId, containerId, projectId } = await requireMapping(api, workspaceId, params.id)
    const milestones = await milestonesOf(api, workspaceId, projectId)
    const { theirs, suggested } = await withSession(api, workspaceId, connectionId, async ({ connector, session }) => {
      const specs = await theirFields(connector, session, containerId)
      const defaults = await theirDefaults(connector, session, containerId)
      return { theirs: specs, suggested: suggestedFields(defaults, specs, milestones) }
    })
    return c.json({ theirs, ours: [...taskFields, ...(await ownFields(call, projectId))], suggested })
  },
})

type Spec = z.infer<typeof FieldSpec>

const named = (options: readonly string[]) => options.map((value) => ({ value, name: value.replaceAll('_', ' ') }))

const taskFields: readonly Spec[] = [
  { key: 'title', name: 'Title', type: 'text' },
  { key: 'description', name: 'Description', type: 'markdown' },
  { key: 'type', name: 'Type', type: 'option', options: named(TaskType.options) },
  { key: 'status', name: 'Status', type: 'option', options: named(StatusCategory.options) },
  { key: 'priority', name: 'Priority', type: 'option', options: named(Priority.options) },
  { key: 'tags', name: 'Tags', type: 'options' },
  { key: 'assigneeId', name: 'Assignee', type: 'user' },
  { key: 'startDate', name: 'Start', type: 'date' },
  { key: 'dueDate', name: 'Due', type: 'date' },
  { key: 'estimatePoints', name: 'Estimate in points', type: 'number' },
  { key: 'estimatedMinutes', name: 'Estimate in minutes', type: 'number' },
  { key: 'parentId', name: 'Parent', type: 'item' },
  { key: 'relations', name: 'Relations', type: 'links' },
  { key: 'milestoneId', name: 'Milestone', type: 'option' },
]

const customTypes: Readonly<Record<CustomField['type'], Spec['type']>> = {
  ...{ text: 'text', url: 'text', money: 'text', number: 'number', date: 'date', checkbox: 'boolean' },
  ...{ select: 'option', multi_select: 'options', user: 'user' },
}

async function ownFields({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, projectId: string): Promise<Spec[]> {
  const sort = byCreation['createdAt'] as NonNullable<(typeof byCreation)[string]>
  const page = await read(api, workspaceId, (tx) =>
    listEntities(tx, workspaceId, { kind: 'custom_field', where: [], sort, limit: 200 }),
  )
  return (page.items as unknown as CustomField[])
    .filter(({ projectIds }) => projectIds === null || projectIds.includes(projectId))
    .map(({ key, name, type, options }) => ({
      ...{ key: `customFields.${key}`, name, type: customTypes[type] },
      ...(options.length > 0 && { options: named(options) }),
    }))
}
