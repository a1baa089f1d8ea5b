import { type CustomField, customPrefix, FieldMap, Priority, StatusCategory, TaskType } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { ownFieldsOf } from '../../integrations/own-fields.ts'
import { suggestedFields, theirDefaults, theirFields } from '../../integrations/task-fields.ts'
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
    const own = await ownFieldsOf(api, workspaceId, projectId)
    const { theirs, suggested } = await withSession(api, workspaceId, connectionId, async ({ connector, session }) => {
      const specs = await theirFields(connector, session, containerId)
      const defaults = await theirDefaults(connector, session, containerId)
      return { theirs: specs, suggested: suggestedFields(defaults, specs, own) }
    })
    return c.json({ theirs, ours: [...taskFields, ...own.map(toSpec)], suggested })
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
  { key: 'cycleId', name: 'Cycle', type: 'option' },
]

const customTypes: Readonly<Record<CustomField['type'], Spec['type']>> = {
  ...{ text: 'text', url: 'text', money: 'text', number: 'number', date: 'date', checkbox: 'boolean' },
  ...{ select: 'option', multi_select: 'options', user: 'user' },
}

const toSpec = ({ key, name, type, options }: CustomField): Spec => ({
  ...{ key: `${customPrefix}${key}`, name, type: customTypes[type] },
  ...(options.length > 0 && { options: named(options) }),
})
