import * as z from 'zod'
import { Actor } from '../actor.ts'
import { Role } from '../permissions.ts'
import { StoredTimestamp } from '../time.ts'

export const ApprovalStatus = z.enum(['pending', 'answered', 'expired', 'canceled'])
export type ApprovalStatus = z.infer<typeof ApprovalStatus>

/** Who may answer: whoever one of these names, as it is when they answer. */
export const Approvers = z.strictObject({
  memberIds: z.array(z.uuid()).max(100).meta({ description: 'these members' }),
  role: Role.nullable().meta({ description: 'whoever has this role in the workspace, or one above it' }),
  projectRole: Role.nullable().meta({
    description: 'whoever has this role in the approval’s project, or one above it',
  }),
  assignee: z.boolean().meta({ description: 'the assignee of the approval’s task' }),
  lead: z.boolean().meta({ description: 'the lead of the approval’s project' }),
})
export type Approvers = z.infer<typeof Approvers>

/** What one member said. */
export const ApprovalAnswer = z
  .strictObject({
    memberId: z.uuid(),
    answer: z.record(z.string(), z.unknown()).meta({ description: 'by the names of the fields that were asked for' }),
    answeredAt: StoredTimestamp,
  })
  .meta({ id: 'ApprovalAnswer' })
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>

/** A question to people on which something waits. */
export const Approval = z
  .strictObject({
    id: z.uuid(),
    title: z.string(),
    description: z.string().meta({ description: 'Markdown' }),
    status: ApprovalStatus,
    ask: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of an answer: an object of plain fields' }),
    from: Approvers,
    count: z.int().positive().meta({ description: 'how many have to answer; who says no decides alone' }),
    allowSelf: z.boolean(),
    excludedIds: z
      .array(z.uuid())
      .meta({ description: 'members who may not answer, since it is their own doing that is to be approved' }),
    taskId: z.uuid().nullable(),
    projectId: z.uuid().nullable(),
    link: z.string().nullable().meta({ description: 'an address to look at before answering' }),
    requestedBy: Actor,
    runId: z.uuid().nullable().meta({ description: 'the run that waits for it' }),
    expiresAt: StoredTimestamp.nullable(),
    remindEveryMs: z.int().positive().nullable(),
    remindAt: z.array(StoredTimestamp),
    nextReminderAt: StoredTimestamp.nullable(),
    reminders: z.int().nonnegative().meta({ description: 'how often it was reminded of' }),
    answers: z.array(ApprovalAnswer),
    answer: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'the answer that decided it: the last one, or the no' }),
    endedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>
