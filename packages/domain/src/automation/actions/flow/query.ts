import * as z from 'zod'
import { ProjectStatus } from '../../../entities/project.ts'
import { StatusCategory } from '../../../entities/state.ts'
import { Priority, TaskType } from '../../../entities/task.ts'
import { Template } from '../fields.ts'

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1).max(20)]).optional()

/** What is gone through: the filters of the lists of the API. Text in them is a template. */
export const Query = z.union([
  z.strictObject({
    tasks: z.strictObject({
      projectId: Template.optional(),
      status: oneOrMore(StatusCategory),
      type: oneOrMore(TaskType),
      priority: oneOrMore(Priority),
      assigneeId: Template.nullable().optional(),
      parentId: Template.nullable().optional(),
      stateId: Template.optional(),
      tag: Template.optional(),
      q: Template.optional(),
      updatedSince: Template.optional(),
      archived: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    projects: z.strictObject({
      status: oneOrMore(ProjectStatus),
      key: Template.optional(),
      archived: z.boolean().optional(),
    }),
  }),
  z.strictObject({ comments: z.strictObject({ taskId: Template }) }),
])
