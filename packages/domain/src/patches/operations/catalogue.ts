import * as z from 'zod'
import { LongText } from '../../commands/fields.ts'
import type { PatchCommand } from '../../entities/patch.ts'
import { createCommentOperation, deleteCommentOperation } from './comment.ts'
import { createCycleOperation, deleteCycleOperation, updateCycleOperation } from './cycle.ts'
import type { OperationDefinition } from './definition.ts'
import { createMilestoneOperation, deleteMilestoneOperation, updateMilestoneOperation } from './milestone.ts'
import {
  archiveProjectOperation,
  createProjectOperation,
  unarchiveProjectOperation,
  updateProjectOperation,
} from './project.ts'
import { createRuleOperation, deleteRuleOperation, updateRuleOperation } from './rule.ts'
import { createSeriesOperation, pauseSeriesOperation, resumeSeriesOperation } from './series.ts'
import { createTagOperation, deleteTagOperation } from './tag.ts'
import { archiveTaskOperation, createTaskOperation, unarchiveTaskOperation, updateTaskOperation } from './task.ts'
import { createTaskRelationOperation, deleteTaskRelationOperation } from './task-relation.ts'
import { createTemplateOperation, deleteTemplateOperation } from './template.ts'

/** What an author can propose. */
const proposable = [
  createTaskOperation,
  updateTaskOperation,
  archiveTaskOperation,
  unarchiveTaskOperation,
  createTaskRelationOperation,
  deleteTaskRelationOperation,
  createCommentOperation,
  createProjectOperation,
  updateProjectOperation,
  archiveProjectOperation,
  unarchiveProjectOperation,
  createCycleOperation,
  updateCycleOperation,
  createMilestoneOperation,
  updateMilestoneOperation,
  createTagOperation,
  createSeriesOperation,
  pauseSeriesOperation,
  resumeSeriesOperation,
  createTemplateOperation,
  createRuleOperation,
  updateRuleOperation,
] as const

/** What takes back only what a patch made: of anything else, tasks would lose their cycle or milestone, and nothing brings that back. */
const undoing = [
  deleteCommentOperation,
  deleteCycleOperation,
  deleteMilestoneOperation,
  deleteTagOperation,
  deleteTemplateOperation,
  deleteRuleOperation,
] as const

/** Every command that can stand in a patch, by its type. */
export const patchOperations = Object.fromEntries(
  [...proposable, ...undoing].map((operation) => [operation.command.type, operation]),
) as unknown as Readonly<Record<PatchCommand, OperationDefinition>>

const proposed = <T extends PatchCommand, S extends z.ZodObject>({ command, data }: OperationDefinition<T, S>) =>
  z.strictObject({
    key: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'letters, digits, _ and -, 60 at most'),
    command: z.literal(command.type as T),
    data,
    confidence: z.number().min(0).max(1).nullable().default(null).meta({
      description: 'how sure its author is: 1 is certain',
    }),
    rationale: LongText.nullable().default(null).meta({ description: 'Markdown' }),
    dependsOn: z.array(z.string()).max(100).default([]).meta({
      description: 'keys of operations without which it is not to be done; those that make what it names are added',
    }),
  })

type Proposed<D> = D extends OperationDefinition<infer T, infer S> ? ReturnType<typeof proposed<T, S>> : never

/** An operation as its author writes it. */
export const ProposedOperation = z
  .discriminatedUnion(
    'command',
    proposable.map((operation) => proposed(operation as never)) as unknown as [Proposed<(typeof proposable)[number]>],
  )
  .meta({ id: 'ProposedOperation' })
export type ProposedOperation = z.output<typeof ProposedOperation>

/** The commands of which policies can speak. */
export const ProposableCommand = z.enum(
  proposable.map(({ command }) => command.type) as [ProposedOperation['command'], ...ProposedOperation['command'][]],
)
export type ProposableCommand = z.infer<typeof ProposableCommand>
