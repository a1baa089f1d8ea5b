import * as z from 'zod'
import { mostTags, Title } from '../commands/task/fields.ts'
import { TagName } from '../entities/tag.ts'

/** How much work a task is beside the others, as far as words can say it. */
export const PlanSize = z.enum(['S', 'M', 'L'])
export type PlanSize = z.infer<typeof PlanSize>

/** Short enough that the keys of a patch's operations can be made of it. */
const Key = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'letters, digits, _ and -, 40 at most')
const Words = z.string().max(10_000)

export const PlanTask = z.strictObject({
  key: Key.meta({ description: 'its name within the plan' }),
  title: Title,
  description: Words.default(''),
  estimate: z.number().positive().max(1_000_000).nullable().default(null).meta({
    description: 'what the text itself says, in the project’s unit; null: it is estimated from what was done before',
  }),
  size: PlanSize.nullable().default(null).meta({ description: 'how large it is beside the others' }),
  dependsOn: z.array(z.string().min(1).max(60)).max(50).default([]).meta({
    description: 'what has to be done before: keys of the plan, or identifiers of open tasks of the project',
  }),
  milestone: Key.nullable().default(null),
  tags: z
    .array(TagName)
    .max(mostTags)
    .default([])
    .meta({ description: 'also the skills by which people are found who did such work' }),
  parent: Key.nullable().default(null).meta({ description: 'the task of which it is a part' }),
})
export type PlanTask = z.infer<typeof PlanTask>

/** The words of a plan, as a model or a document gives them. It has no days and nobody's name: those are computed. */
export const PlanDraft = z
  .strictObject({
    title: z.string().trim().min(1).max(500),
    summary: Words.default(''),
    questions: z.array(z.string().trim().min(1).max(1_000)).max(20).default([]).meta({
      description: 'what is missing and decides how the plan would look',
    }),
    milestones: z
      .array(z.strictObject({ key: Key, name: z.string().trim().min(1).max(200) }))
      .max(50)
      .default([]),
    tasks: z.array(PlanTask).max(100).default([]),
  })
  .meta({ id: 'PlanDraft' })
export type PlanDraft = z.infer<typeof PlanDraft>

/** A length of work as somebody wrote it. Days are working days of one person. */
export interface StatedEffort {
  readonly amount: number
  readonly unit: 'minutes' | 'days' | 'points'
}

/** What a document says of a task or a milestone besides its words. */
export interface StatedFacts {
  /** The key of a task or a milestone. */
  readonly key: string
  readonly effort: StatedEffort | null
  readonly dueDate: string | null
  /** As it is written: part of a name, or the beginning of an address. */
  readonly assignee: string | null
}
