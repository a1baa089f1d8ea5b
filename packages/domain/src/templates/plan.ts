import * as z from 'zod'
import { type RelativeDate, resolveDate } from '../calendar/relative-date.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import { mostName } from '../commands/fields.ts'
import { mostTitle, Title } from '../commands/task/fields.ts'
import { renderVariables, type VariableValues } from '../conditions/index.ts'
import type { CustomFieldValue } from '../entities/custom-field.ts'
import { TagName } from '../entities/tag.ts'
import type { Template, TemplateAssignee, TemplateTask } from '../entities/template.ts'
import { AppError } from '../errors.ts'
import { Id } from '../ids.ts'
import { parse } from '../parse.ts'
import { shortened } from '../storable-text.ts'
import { CalendarDate } from '../time.ts'
import { placedError, wrongAt } from './problems.ts'
import { variableValues } from './variables.ts'

/** What whoever applies a template says. */
export const TemplateInput = z.strictObject({
  variables: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({})
    .meta({ description: 'values by the variables’ names' }),
  roles: z.record(z.string(), Id).default({}).meta({ description: 'who fills each role: ids of members' }),
  start: CalendarDate.optional().meta({
    description: 'the day from which dates count; by default today, in the workspace’s time zone',
  }),
  deadline: CalendarDate.optional().meta({ description: 'the day from which others count back' }),
})
export type TemplateInput = z.infer<typeof TemplateInput>

export interface PlannedTask {
  readonly key: string
  readonly parent: string | null
  readonly title: string
  readonly description: string
  readonly type: TemplateTask['type']
  readonly priority: TemplateTask['priority']
  readonly status: TemplateTask['status']
  readonly assigneeId: string | null
  readonly tags: readonly string[]
  readonly estimatedMinutes: number | null
  readonly estimatePoints: number | null
  readonly startDate: string | null
  readonly dueDate: string | null
  readonly customFields: Readonly<Record<string, CustomFieldValue>>
}

export interface TemplatePlan {
  readonly values: VariableValues
  readonly start: string
  readonly deadline: string | null
  readonly project: {
    readonly name: string
    readonly description: string
    readonly leadId: string | null
    readonly startDate: string | null
    readonly targetDate: string | null
  } | null
  readonly tasks: readonly PlannedTask[]
}

export interface PlanSetting {
  readonly calendar: WorkingCalendar
  /** The day in the workspace's time zone. */
  readonly today: string
}

/**
 * What applying a template would make.
 * @throws AppError naming what is wrong in the input, or the place in the template that has no value
 */
export function planTemplate(
  { variables, content }: Pick<Template, 'variables' | 'content'>,
  input: TemplateInput,
  { calendar, today }: PlanSetting,
): TemplatePlan {
  const values = variableValues(variables, input.variables)
  const start = input.start ?? today
  const deadline = input.deadline ?? null

  const text = (source: string, path: string) => placedError(path, () => renderVariables(source, values))
  // What variables make longer than a title may be is no reason to make nothing.
  const titled = (source: string, most: number, path: string) =>
    source.includes('{{') ? shortened(text(source, path).trim(), most) : text(source, path)
  const date = (relative: RelativeDate | null, path: string): string | null => {
    if (relative === null) return null
    const { from } = relative
    const base = from === 'start' ? start : from === 'deadline' ? deadline : (values[from] ?? null)
    if (base === null && from === 'deadline')
      throw wrongAt('deadline', 'a day: the template counts from it', 'required')
    if (base === null) return null
    return placedError(path, () => resolveDate(relative, String(base), calendar))
  }
  const member = (assignee: TemplateAssignee | null): string | null => {
    if (assignee === null) return null
    if (assignee.member !== undefined) return assignee.member
    if (assignee.variable !== undefined) return (values[assignee.variable] ?? null) as string | null
    return input.roles[assignee.role ?? ''] ?? null
  }
  const custom = (value: TemplateTask['customFields'][string], path: string): CustomFieldValue | null => {
    if (typeof value === 'string') return text(value, path) || null
    if (Array.isArray(value)) return value.map((one, index) => text(one, `${path}.${index}`))
    if (typeof value === 'object' && 'from' in value) return date(value, path)
    return value
  }

  checkRoles(content, input.roles)
  const { project } = content
  return {
    values,
    start,
    deadline,
    project: project && {
      name: titled(project.name, mostName, 'content.project.name'),
      description: text(project.description, 'content.project.description'),
      leadId: member(project.lead),
      startDate: date(project.startDate, 'content.project.startDate'),
      targetDate: date(project.targetDate, 'content.project.targetDate'),
    },
    tasks: content.tasks.map((task, index) => {
      const at = `content.tasks.${index}`
      const fields = Object.entries(task.customFields).flatMap(([key, value]) => {
        const set = custom(value, `${at}.customFields.${key}`)
        return set === null ? [] : [[key, set] as const]
      })
      return {
        key: task.key,
        parent: task.parent,
        title: parse(Title, titled(task.title, mostTitle, `${at}.title`), 'the title', [`${at}.title`]),
        description: text(task.description, `${at}.description`),
        type: task.type,
        priority: task.priority,
        status: task.status,
        assigneeId: member(task.assignee),
        tags: task.tags.flatMap((tag, n) => {
          const name = text(tag, `${at}.tags.${n}`).trim()
          return name === '' ? [] : [parse(TagName, name, 'the tag', [`${at}.tags.${n}`])]
        }),
        estimatedMinutes: task.estimatedMinutes,
        estimatePoints: task.estimatePoints,
        startDate: date(task.startDate, `${at}.startDate`),
        dueDate: date(task.dueDate, `${at}.dueDate`),
        customFields: Object.fromEntries(fields),
      }
    }),
  }
}

/** The roles of a template, in the order in which they come up. */
export function rolesOf({ project, tasks }: Template['content']): string[] {
  const assignees = [project?.lead, ...tasks.map((task) => task.assignee)]
  return [...new Set(assignees.flatMap((assignee) => assignee?.role ?? []))]
}

function checkRoles(content: Template['content'], given: TemplateInput['roles']): void {
  const roles = rolesOf(content)
  const unknown = Object.keys(given).filter((role) => !roles.includes(role))
  if (unknown.length === 0) return
  const fields = unknown.map((role) => ({
    path: `roles.${role}`,
    expected: roles.length === 0 ? 'no roles: the template has none' : `one of ${roles.join(', ')}`,
    code: 'unknown_field',
  }))
  throw new AppError('invalid_input', `${fields[0]?.path}: ${fields[0]?.expected}`, { fields })
}
