import * as z from 'zod'
import { readForm } from '../../../approvals/form.ts'
import { AppError } from '../../../errors.ts'
import { Role } from '../../../permissions.ts'
import { ActionName } from '../definition.ts'
import { Duration } from '../duration.ts'
import { Template } from '../fields.ts'
import type { Nested } from './nested.ts'

/** Said when the rule is saved, not when somebody is to answer. */
const Ask = z.record(z.string(), z.unknown()).superRefine((ask, context) => {
  try {
    readForm(ask)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    for (const { path, expected } of error.fields)
      context.addIssue({ code: 'custom', message: expected, path: path.split('.').slice(1) })
  }
})

const From = z.strictObject({
  memberIds: z.array(Template).max(100).optional().meta({ description: 'ids of members, or what gives one' }),
  role: Role.optional(),
  projectRole: Role.optional(),
  assignee: z.boolean().optional(),
  lead: z.boolean().optional(),
})

export const approvalFields = {
  title: Template,
  description: Template.optional(),
  ask: Ask.optional().meta({ description: 'JSON Schema of an answer; default: `approved`, and a `comment`' }),
  from: From.meta({ description: 'who may answer' }),
  count: z.int().min(1).max(20).optional(),
  allowSelf: z.boolean().optional(),
  taskId: Template.nullable().optional().meta({ description: 'what it is about, e.g. `{{event.task.id}}`' }),
  projectId: Template.nullable().optional(),
  link: Template.nullable().optional(),
  remind: Duration.optional().meta({ description: 'reminds again and again, e.g. `1 day`' }),
  timeout: z.union([Duration, z.literal('never')]),
}

export const ApprovalAskAction = (actions: Nested) =>
  z.strictObject({
    action: z.literal('approval.ask'),
    name: ActionName.optional(),
    ...approvalFields,
    // Written as JSON by people: a promise is never made of it.
    then: actions.optional().meta({ description: 'when it was answered, and not with a no' }),
    onReject: actions.optional().meta({ description: 'when the answer has `approved: false`' }),
    onTimeout: actions.optional().meta({ description: 'when the time is over' }),
  })
