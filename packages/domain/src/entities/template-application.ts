import * as z from 'zod'
import { CalendarDate, StoredTimestamp } from '../time.ts'

const Made = z.strictObject({ id: z.uuid(), key: z.string().meta({ description: 'its name within the template' }) })

const Kept = z.strictObject({
  type: z.enum(['project', 'task']),
  id: z.uuid(),
  reason: z.string().meta({ description: 'why undoing left it' }),
})
export type Kept = z.infer<typeof Kept>

/** What one application of a template has made. */
export const TemplateApplication = z
  .strictObject({
    id: z.uuid(),
    templateId: z.uuid(),
    templateName: z.string(),
    templateVersion: z.int().positive(),
    projectId: z.uuid().nullable().meta({ description: 'null: it installed a workflow' }),
    madeProject: z.boolean().meta({ description: 'whether the project was made with it' }),
    startDate: CalendarDate,
    deadline: CalendarDate.nullable(),
    tasks: z.array(Made),
    relationIds: z.array(z.uuid()),
    stateIds: z
      .array(z.uuid())
      .meta({ description: 'the states that were made; those that were there are left alone' }),
    ruleIds: z.array(z.uuid()),
    undoneAt: StoredTimestamp.nullable(),
    kept: z.array(Kept).meta({ description: 'what undoing left, since somebody had worked on it' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'TemplateApplication' })
export type TemplateApplication = z.infer<typeof TemplateApplication>
