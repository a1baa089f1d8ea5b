import * as z from 'zod'
import { Permission } from '../permissions.ts'
import { StoredTimestamp } from '../time.ts'
import { StatusCategory } from './state.ts'
import { Priority, TaskType } from './task.ts'

/** Text with CEL in double braces, e.g. `Follow up: {{event.task.title}}`. */
const Template = z.string().min(1).max(2_000)

/** Which type a value must have is known only when the rule runs. */
const CustomFields = z
  .record(
    z.string(),
    z.union([
      Template,
      z.number(),
      z.boolean(),
      z.array(Template).max(100),
      z.strictObject({ amount: Template, currency: Template }),
      z.null(),
    ]),
  )
  .refine((fields) => Object.keys(fields).length <= 50, 'at most 50 fields')
  .meta({ description: 'by the field’s key; null, or a text that becomes empty, removes the value' })

const TaskFields = {
  title: Template.optional(),
  description: Template.optional(),
  type: TaskType.optional(),
  priority: Priority.optional(),
  status: StatusCategory.optional(),
  assigneeId: Template.nullable().optional(),
  dueDate: Template.nullable().optional(),
  estimatedMinutes: z.int().min(0).nullable().optional(),
  customFields: CustomFields.optional(),
}

/** Fields of an action whose text is taken as it is; all other text may hold expressions. */
export const verbatimInActions: ReadonlySet<string> = new Set(['action', 'type', 'priority', 'status'])

/** What a rule does. `taskId` and `projectId` are templates too; they default to those of the event. */
export const RuleAction = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('task.create'),
    ...TaskFields,
    title: Template,
    projectId: Template.default('{{event.projectId}}'),
    parentId: Template.optional(),
    tags: z.array(Template).max(20).optional(),
  }),
  z.strictObject({
    action: z.literal('task.update'),
    ...TaskFields,
    taskId: Template.default('{{event.task.id}}'),
    addTags: z.array(Template).max(20).optional(),
    removeTags: z.array(Template).max(20).optional(),
  }),
  z.strictObject({
    action: z.literal('comment.create'),
    taskId: Template.default('{{event.task.id}}'),
    body: Template,
  }),
])
export type RuleAction = z.infer<typeof RuleAction>

/** An automation as data: when this event, if this condition, then these actions. It acts with its owner's rights, narrowed by `scopes`. */
export const Rule = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    enabled: z.boolean(),
    when: z.string().meta({ description: 'an event type, e.g. `task.status_changed`' }),
    if: z.string().nullable().meta({ description: 'a CEL condition over `event`, e.g. `event.to == "completed"`' }),
    then: z.array(RuleAction),
    ownerId: z.uuid(),
    scopes: z.array(Permission).nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Rule' })
export type Rule = z.infer<typeof Rule>
