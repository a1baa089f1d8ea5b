import type { Template, TemplateContent, TemplateKind, TemplateVariable } from '../entities/template.ts'
import { AppError } from '../errors.ts'
import { planTemplate } from './plan.ts'
import { wrongAt } from './problems.ts'
import { checkVariable, sampleValues } from './variables.ts'

/**
 * Checks what a schema cannot: that names fit together, and that each text can be rendered.
 * @throws AppError naming the place
 */
export function checkTemplateContent({
  kind,
  variables,
  content,
}: Pick<Template, 'kind' | 'variables' | 'content'>): void {
  checkVariables(variables)
  checkParts(kind, content)
  checkTasks(content, variables)
  const given = sampleValues(variables)
  const roles = {}
  // Every day that a date can count from is there, so that only what is wrong in the template itself is refused.
  const input = { variables: given, roles, start: '2026-01-05', deadline: '2026-06-30' }
  planTemplate({ variables, content }, input, {
    calendar: { weekdays: [1, 2, 3, 4, 5], holidays: [] },
    today: input.start,
  })
}

function checkVariables(variables: readonly TemplateVariable[]): void {
  for (const [index, variable] of variables.entries()) {
    const at = `variables.${index}`
    if (variables.findIndex(({ name }) => name === variable.name) !== index)
      throw wrongAt(`${at}.name`, 'each variable once', 'already_exists')
    if ((variable.type === 'select') !== variable.options.length > 0)
      throw wrongAt(
        `${at}.options`,
        variable.type === 'select' ? 'at least one option' : 'no options: only a select has them',
      )
    if (variable.default === null) continue
    const checked = checkVariable(variable, variable.default)
    if (typeof checked === 'string') throw wrongAt(`${at}.default`, checked)
  }
}

const parts = {
  project: ['project', 'tasks', 'relations'],
  task: ['tasks', 'relations'],
  workflow: ['states', 'rules'],
} as const

function checkParts(kind: TemplateKind, content: TemplateContent): void {
  const allowed: readonly string[] = parts[kind]
  for (const [part, value] of Object.entries(content)) {
    const isThere = Array.isArray(value) ? value.length > 0 : value !== null
    if (isThere && !allowed.includes(part))
      throw wrongAt(`content.${part}`, `nothing: a ${kind} template has only ${allowed.join(', ')}`)
  }
}

function checkTasks({ project, tasks, relations }: TemplateContent, variables: readonly TemplateVariable[]): void {
  const seen = new Set<string>()
  const typeOf = (name: string | undefined) => variables.find((variable) => variable.name === name)?.type
  const checkDate = (date: { from: string; working?: boolean | undefined } | null, path: string) => {
    if (date === null || date.from === 'start' || date.from === 'deadline' || typeOf(date.from) === 'date') return
    throw wrongAt(`${path}.from`, 'start, deadline, or the name of a variable of type date', 'not_found')
  }
  const checkAssignee = (assignee: { variable?: string | undefined } | null, path: string) => {
    if (assignee?.variable !== undefined && typeOf(assignee.variable) !== 'member')
      throw wrongAt(`${path}.variable`, 'the name of a variable of type member', 'not_found')
  }
  if (project) {
    checkAssignee(project.lead, 'content.project.lead')
    checkDate(project.startDate, 'content.project.startDate')
    checkDate(project.targetDate, 'content.project.targetDate')
  }
  for (const [index, task] of tasks.entries()) {
    const at = `content.tasks.${index}`
    if (seen.has(task.key)) throw wrongAt(`${at}.key`, 'a key that no other task has', 'already_exists')
    if (task.parent !== null && !seen.has(task.parent))
      throw wrongAt(`${at}.parent`, 'the key of a task that comes before it', 'not_found')
    seen.add(task.key)
    checkAssignee(task.assignee, `${at}.assignee`)
    checkDate(task.startDate, `${at}.startDate`)
    checkDate(task.dueDate, `${at}.dueDate`)
    for (const [key, value] of Object.entries(task.customFields))
      if (typeof value === 'object' && 'from' in value) checkDate(value, `${at}.customFields.${key}`)
  }
  for (const [index, { from, to }] of relations.entries()) {
    const at = `content.relations.${index}`
    if (!seen.has(from)) throw wrongAt(`${at}.from`, 'the key of a task', 'not_found')
    if (!seen.has(to)) throw wrongAt(`${at}.to`, 'the key of a task', 'not_found')
  }
  checkOrder(tasks, relations)
}

/** Tasks that block or precede each other, and parents of those, must not come round to where they began. */
function checkOrder(tasks: TemplateContent['tasks'], relations: TemplateContent['relations']): void {
  const next = new Map<string, string[]>()
  const parents = new Map(tasks.map((task) => [task.key, task.parent]))
  const isAbove = (key: string, below: string) => {
    for (let at = parents.get(below) ?? null; at !== null; at = parents.get(at) ?? null) if (at === key) return true
    return false
  }
  const reaches = (from: string, to: string) => {
    const [open, known] = [[from], new Set<string>()]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return true
      if (!known.has(at)) open.push(...(next.get(at) ?? []))
      known.add(at)
    }
    return false
  }
  for (const [index, { type, from, to }] of relations.entries()) {
    const orders = type === 'blocks' || type === 'precedes'
    if (from === to || (orders && (reaches(to, from) || isAbove(from, to) || isAbove(to, from)))) {
      const path = `content.relations.${index}.to`
      const expected = 'a task that does not come before this one and is neither above nor below it'
      throw new AppError('cycle', `${path}: ${expected}`, { fields: [{ path, expected, code: 'cycle' }] })
    }
    if (orders) next.set(from, [...(next.get(from) ?? []), to])
  }
}
