import { daysBetween } from '../calendar/calendar-date.ts'
import { mostDaysAway, type RelativeDate } from '../calendar/relative-date.ts'
import { escapeTemplate } from '../conditions/index.ts'
import type { CustomField, CustomFieldValue } from '../entities/custom-field.ts'
import type { Project } from '../entities/project.ts'
import type { Task, TaskRelation } from '../entities/task.ts'
import type { TemplateAssignee, TemplateContent, TemplateTask } from '../entities/template.ts'
import type { Member } from '../entities/workspace.ts'

interface Source {
  readonly project: Project
  /** In the order of their ranks. */
  readonly tasks: readonly Task[]
  readonly relations: readonly TaskRelation[]
  readonly members: readonly Member[]
  readonly fields: readonly CustomField[]
  /** How people are taken over: as roles that are filled anew each time, as they are, or not at all. */
  readonly people: 'roles' | 'members' | 'none'
}

/** A project as a template: its days count from its start, or from its first task's. One that is further away than a template can say is left out. */
export function contentFromProject({ project, tasks, relations, members, fields, people }: Source): TemplateContent {
  const days = tasks.flatMap((task) => [task.startDate, task.dueDate]).filter((date) => date !== null)
  const start = project.startDate ?? days.sort()[0] ?? null
  const relative = (date: string | null): RelativeDate | null => {
    if (date === null || start === null) return null
    const away = daysBetween(start, date)
    return Math.abs(away) > mostDaysAway ? null : { from: 'start', days: away }
  }
  const assignee = assigneesOf(members, people)
  const keys = keysOf(tasks)
  const dates = new Set(fields.filter((field) => field.type === 'date').map((field) => field.key))
  const custom = ([key, value]: readonly [string, CustomFieldValue]) => {
    const set = dates.has(key) && typeof value === 'string' ? relative(value) : verbatim(value)
    return set === null ? [] : [[key, set] as const]
  }
  return {
    project: {
      name: escapeTemplate(project.name),
      description: escapeTemplate(project.description),
      status: 'planned',
      lead: assignee(project.leadId),
      startDate: relative(project.startDate),
      targetDate: relative(project.targetDate),
    },
    tasks: parentsFirst(tasks).map(
      (task): TemplateTask => ({
        key: keys.get(task.id) ?? task.id,
        title: escapeTemplate(task.title),
        description: escapeTemplate(task.description),
        type: task.type,
        priority: task.priority,
        status: task.status === 'triage' || task.status === 'backlog' ? task.status : 'unstarted',
        parent: keys.get(task.parentId ?? '') ?? null,
        assignee: assignee(task.assigneeId),
        tags: task.tags.map(escapeTemplate),
        estimatedMinutes: task.estimatedMinutes,
        estimatePoints: task.estimatePoints,
        startDate: relative(task.startDate),
        dueDate: relative(task.dueDate),
        customFields: Object.fromEntries(Object.entries(task.customFields).flatMap(custom)),
      }),
    ),
    relations: relations.flatMap(({ type, fromTaskId, toTaskId, lagMinutes }) => {
      const [from, to] = [keys.get(fromTaskId), keys.get(toTaskId)]
      return from === undefined || to === undefined ? [] : [{ type, from, to, lagMinutes }]
    }),
    states: [],
    rules: [],
  }
}

/** `WEB-12` within its project is `12`. */
const keysOf = (tasks: readonly Task[]) => new Map(tasks.map((task) => [task.id, `task-${task.number}`]))

function verbatim(value: CustomFieldValue): CustomFieldValue {
  if (typeof value === 'string') return escapeTemplate(value)
  return Array.isArray(value) ? value.map(escapeTemplate) : value
}

function parentsFirst(tasks: readonly Task[]): Task[] {
  const known = new Map(tasks.map((task) => [task.id, task]))
  const placed = new Set<string>()
  const place = (task: Task): Task[] => {
    if (placed.has(task.id)) return []
    placed.add(task.id)
    const parent = known.get(task.parentId ?? '')
    return [...(parent ? place(parent) : []), task]
  }
  return tasks.flatMap(place)
}

/** `Ada Lovelace` becomes the role `ada-lovelace`; whoever applies the template says who that is now. */
function assigneesOf(members: readonly Member[], people: Source['people']) {
  const roles = new Map<string, string>()
  for (const { id, name } of members) {
    const word = name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50)
    const base = word === '' ? 'somebody' : word
    const taken = [...roles.values()]
    let role = base
    for (let n = 2; taken.includes(role); n++) role = `${base}-${n}`
    roles.set(id, role)
  }
  return (memberId: string | null): TemplateAssignee | null => {
    const role = memberId === null ? undefined : roles.get(memberId)
    if (memberId === null || role === undefined || people === 'none') return null
    return people === 'members' ? { member: memberId } : { role }
  }
}
