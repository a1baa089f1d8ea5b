import * as z from 'zod'
import { RelativeDate } from '../calendar/relative-date.ts'
import { StoredTimestamp } from '../time.ts'
import { Money } from './custom-field.ts'
import { ProjectStatus } from './project.ts'
import { Color, StatusCategory } from './state.ts'
import { Priority, TaskRelationType, TaskType } from './task.ts'

export const TemplateKind = z.enum(['task', 'project', 'workflow'])
export type TemplateKind = z.infer<typeof TemplateKind>

/** Text whose `{{…}}` read variables, e.g. `Launch for {{variables.client}}`. */
const Text = (most: number) => z.string().max(most)
const Title = Text(2_000).min(1)
const Key = z.string().regex(/^[A-Za-z0-9][\w.-]{0,59}$/, 'letters, digits, _, . and -, e.g. write-brief')
const Word = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'a letter, then letters, digits or _, e.g. client')
const Role = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'lower-case letters, digits, _ and -, e.g. reviewer')

export const TemplateVariableType = z.enum(['text', 'number', 'date', 'member', 'select', 'boolean'])

/** Whom a task is given: a role that is filled when the template is applied, a variable of type member, or always the same member. */
export const TemplateAssignee = z
  .strictObject({ role: Role.optional(), variable: Word.optional(), member: z.uuid().optional() })
  .refine(
    (who) => Object.values(who).filter((value) => value !== undefined).length === 1,
    'one of role, variable, member',
  )
  .meta({ id: 'TemplateAssignee' })
export type TemplateAssignee = z.infer<typeof TemplateAssignee>

const CustomValue = z.union([
  z.string().max(10_000),
  z.number(),
  z.boolean(),
  z.array(z.string()).max(100),
  Money,
  RelativeDate,
])

/** What has defaults: `Input` is what people write, where they may leave out what the default says. */
function partsOf(suffix: '' | 'Input') {
  const TemplateVariable = z
    .strictObject({
      name: Word.refine(
        (name) => name !== 'start' && name !== 'deadline',
        'another name: start and deadline are days of their own',
      ),
      type: TemplateVariableType,
      label: z.string().max(200).default(''),
      options: z
        .array(z.string().min(1).max(200))
        .max(200)
        .default([])
        .meta({ description: 'the choices of a select' }),
      required: z
        .boolean()
        .default(true)
        .meta({ description: 'whoever applies the template gives a value, unless there is a default' }),
      default: z
        .union([z.string().max(10_000), z.number(), z.boolean()])
        .nullable()
        .default(null),
    })
    .meta({ id: `TemplateVariable${suffix}` })
  const TemplateTask = z
    .strictObject({
      key: Key.meta({ description: 'its name within the template, to which parents and relations refer' }),
      title: Title,
      description: Text(100_000).default(''),
      type: TaskType.default('task'),
      priority: Priority.default('none'),
      status: StatusCategory.default('unstarted'),
      parent: Key.nullable()
        .default(null)
        .meta({ description: 'the key of the task of which it is a part; that one comes first' }),
      assignee: TemplateAssignee.nullable().default(null),
      tags: z.array(Text(200).min(1)).max(50).default([]),
      estimatedMinutes: z.int().min(0).max(10_000_000).nullable().default(null),
      estimatePoints: z.number().min(0).max(1_000_000).nullable().default(null),
      startDate: RelativeDate.nullable().default(null),
      dueDate: RelativeDate.nullable().default(null),
      customFields: z.record(z.string(), CustomValue).default({}),
    })
    .meta({ id: `TemplateTask${suffix}` })
  const TemplateRelation = z
    .strictObject({
      type: TaskRelationType,
      from: Key,
      to: Key,
      lagMinutes: z.int().min(-10_000_000).max(10_000_000).default(0),
    })
    .meta({ id: `TemplateRelation${suffix}` })

  /** What a project gets that is made of the template. */
  const TemplateProject = z
    .strictObject({
      name: Title,
      description: Text(100_000).default(''),
      status: ProjectStatus.default('planned'),
      lead: TemplateAssignee.nullable().default(null),
      startDate: RelativeDate.nullable().default(null),
      targetDate: RelativeDate.nullable().default(null),
    })
    .meta({ id: `TemplateProject${suffix}` })

  const TemplateState = z
    .strictObject({ name: z.string().trim().min(1).max(60), category: StatusCategory, color: Color.default('#868e96') })
    .meta({ id: `TemplateState${suffix}` })

  /** Which parts there may be depends on the kind. Workflows have states and rules, the others tasks. */
  const TemplateContent = z
    .strictObject({
      project: TemplateProject.nullable().default(null),
      tasks: z.array(TemplateTask).max(500).default([]),
      relations: z.array(TemplateRelation).max(2_000).default([]),
      states: z.array(TemplateState).max(50).default([]),
      rules: z.array(z.record(z.string(), z.unknown())).max(50).default([]).meta({
        description:
          'as `rule.create` takes them; `{{variables.…}}` in texts and `variables.…` in conditions become values',
      }),
    })
    .meta({ id: `TemplateContent${suffix}` })
  return { TemplateVariable, TemplateContent }
}

const stored = partsOf('')
const written = partsOf('Input')

export const TemplateVariable = stored.TemplateVariable
export type TemplateVariable = z.infer<typeof TemplateVariable>
export const TemplateContent = stored.TemplateContent
export type TemplateContent = z.infer<typeof TemplateContent>
export type TemplateTask = TemplateContent['tasks'][number]

export const TemplateVariableInput = written.TemplateVariable
export const TemplateContentInput = written.TemplateContent

export const TemplateName = z.string().trim().min(1).max(200)

/** Work to be done again and again, with what differs each time as variables. */
export const Template = z
  .strictObject({
    id: z.uuid(),
    name: TemplateName,
    kind: TemplateKind,
    description: z.string(),
    variables: z.array(TemplateVariable),
    content: TemplateContent,
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Template' })
export type Template = z.infer<typeof Template>
