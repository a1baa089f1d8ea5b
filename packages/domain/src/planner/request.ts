import * as z from 'zod'
import { PatchOperation } from '../entities/patch.ts'
import { PatchDiff } from '../entities/patch-diff.ts'
import { Id } from '../ids.ts'
import { PlanDraft } from './draft.ts'
import { PlanSchedule } from './schedule.ts'

export const PlanMode = z.enum(['plan', 'replan', 'split'])
export type PlanMode = z.infer<typeof PlanMode>

/** What is to be planned, and of what. */
export const PlanInput = z
  .strictObject({
    mode: PlanMode.default('plan').meta({
      description: 'plan new work, move what would be late, or split `taskId` into parts',
    }),
    text: z.string().trim().min(1).max(200_000).optional().meta({
      description:
        'a list or a document in Markdown; to split a task: its parts. Default there: the lists in its description',
    }),
    goal: z.string().trim().min(1).max(500).optional().meta({
      description: 'what is to be reached: the title. Alone it is no plan yet, and is answered with what is missing',
    }),
    draft: PlanDraft.optional().meta({ description: 'the plan instead of a text' }),
    taskId: Id.optional().meta({ description: 'the open task that is split' }),
    memberIds: z.array(Id).min(1).max(200).optional().meta({
      description: 'to whom work may be given; default: those who belong to the project',
    }),
    capacityPerDay: z.number().positive().max(100_000).optional().meta({
      description: 'what one person does on a working day, in the unit in which the project estimates',
    }),
    dryRun: z.boolean().default(false).meta({ description: 'compute all, and propose nothing' }),
  })
  .meta({ id: 'PlanInput' })
export type PlanInput = z.output<typeof PlanInput>

/** A plan with its numbers, and the patch that would make it so. */
export const ProposedPlan = z
  .strictObject({
    patchId: z.uuid().nullable().meta({ description: 'null: it was a dry run, or there is nothing to do' }),
    title: z.string(),
    rationale: z.string().meta({ description: 'Markdown' }),
    questions: z.array(z.string()).meta({ description: 'what is missing and decides how the plan would look' }),
    operations: z
      .array(PatchOperation.pick({ key: true, command: true, data: true, confidence: true, rationale: true }))
      .meta({ description: 'what is proposed, or would be' }),
    schedule: PlanSchedule,
    diff: PatchDiff.nullable().meta({ description: 'what the patch would change' }),
  })
  .meta({ id: 'ProposedPlan' })
export type ProposedPlan = z.infer<typeof ProposedPlan>
