import * as z from 'zod'
import { StatusCategory } from '../../entities/state.ts'
import { Priority, TaskType } from '../../entities/task.ts'

/** Text with CEL in double braces, e.g. `Follow up: {{event.task.title}}`. */
export const Template = z.string().min(1).max(2_000)

const Address = z.url({ protocol: /^https?$/ })

/** Where to. Without an expression in it, it is known when the rule is saved whether it can work. */
export const AddressTemplate = Template.refine(
  (text) => text.includes('{{') || Address.safeParse(text).success,
  'an address that begins with http:// or https://',
)

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

/** What a task's actions may set. `taskId` and `projectId` are templates too; they default to those of the event. */
export const taskFields = {
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

export const verbatimTaskFields = ['type', 'priority', 'status'] as const

export const ProjectId = Template.default('{{event.projectId}}')
export const TaskId = Template.default('{{event.task.id}}')
export const Tags = z.array(Template).max(20)

/** Any JSON, whose texts are templates. Its form is said for the API's document, which cannot say what refers to itself. */
export const JsonTemplate = z.json().meta({ type: ['string', 'number', 'boolean', 'null', 'array', 'object'] as never })
