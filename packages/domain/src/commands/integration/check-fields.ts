import type { CustomFieldType } from '../../entities/custom-field.ts'
import type { FieldMap } from '../../entities/mapping.ts'
import { StatusCategory } from '../../entities/state.ts'
import { Priority, TaskType } from '../../entities/task.ts'
import { AppError, type FieldProblem } from '../../errors.ts'
import { customPrefix } from '../../sync/names.ts'
import type { CommandContext } from '../definition.ts'

/** Fields of a task that can be kept in step; null: any value, else what `values` may name. */
const words: Readonly<Record<string, readonly string[] | null>> = {
  title: null,
  description: null,
  type: TaskType.options,
  status: StatusCategory.options,
  stateId: [],
  priority: Priority.options,
  tags: null,
  assigneeId: null,
  dueDate: null,
  startDate: null,
  estimatePoints: null,
  estimatedMinutes: null,
  parentId: null,
  relations: null,
  milestoneId: [],
  cycleId: [],
}
/** Of a task, beside its custom fields. */
export const mappedFields: ReadonlySet<string> = new Set(Object.keys(words))

const withOptions = new Set<CustomFieldType>(['select', 'multi_select'])

/** Of these the words there are never those here. */
const translated = new Set(['status', 'stateId'])

type At = FieldProblem | null

/** @throws AppError `invalid_input` naming every field that cannot be kept in step as it is said */
export function checkFields(context: CommandContext, fields: readonly FieldMap[], projectId: string): void {
  const problems = fields.flatMap((field, index) =>
    [
      repeated(fields, index, 'ours'),
      repeated(fields, index, 'theirs'),
      ...problemsOf(context, field, projectId).map((problem) => ({
        ...problem,
        path: `fields.${index}.${problem.path}`,
      })),
    ].filter((problem) => problem !== null),
  )
  if (fields.some(({ ours }) => ours === 'status') && fields.some(({ ours }) => ours === 'stateId'))
    problems.push({ path: 'fields', expected: 'status or stateId: one says the other', code: 'duplicate' })
  const [first] = problems
  if (first) throw new AppError('invalid_input', `${first.path}: ${first.expected}`, { fields: problems.slice(0, 100) })
}

function repeated(fields: readonly FieldMap[], index: number, side: 'ours' | 'theirs'): At {
  const isFirst = fields.findIndex((field) => field[side] === fields[index]?.[side]) === index
  return isFirst ? null : { path: `fields.${index}.${side}`, expected: 'each field once', code: 'duplicate' }
}

function problemsOf(context: CommandContext, field: FieldMap, projectId: string): FieldProblem[] {
  const allowed = choicesOf(context, field.ours, projectId)
  if (allowed === undefined)
    return [
      {
        path: 'ours',
        expected: `one of ${Object.keys(words).join(', ')}, or customFields.<key> of a custom field of this project`,
        code: 'unknown_field',
      },
    ]
  if (field.values === undefined)
    return translated.has(field.ours)
      ? [{ path: 'values', expected: 'which value there is which here', code: 'required' }]
      : []
  if (allowed === null)
    return [{ path: 'values', expected: 'nothing: its values are the same on both sides', code: 'custom' }]
  const seen = new Set<string>()
  return field.values.flatMap(({ ours, theirs }, index) => {
    const pair = JSON.stringify([theirs, ours])
    const isAgain = seen.has(pair)
    seen.add(pair)
    if (isAgain) return [{ path: `values.${index}`, expected: 'each pair of values once', code: 'duplicate' }]
    if (allowed.includes(ours)) return []
    return [{ path: `values.${index}.ours`, expected: `one of ${allowed.join(', ')}`, code: 'invalid_value' }]
  })
}

/** What values may name here; null: they name nothing; undefined: there is no such field. */
function choicesOf(context: CommandContext, ours: string, projectId: string): readonly string[] | null | undefined {
  if (ours === 'stateId') return context.all('state').map(({ id }) => id)
  if (ours === 'milestoneId')
    return context.all('milestone').flatMap((one) => (one.projectId === projectId ? [one.id] : []))
  if (ours === 'cycleId') return context.all('cycle').flatMap((one) => (one.projectId === projectId ? [one.id] : []))
  if (!ours.startsWith(customPrefix)) return Object.hasOwn(words, ours) ? words[ours] : undefined
  const field = context.findBy('custom_field', { key: ours.slice(customPrefix.length) })
  if (!field || (field.projectIds !== null && !field.projectIds.includes(projectId))) return undefined
  return withOptions.has(field.type) ? field.options : null
}
