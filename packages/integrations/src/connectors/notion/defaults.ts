import type { DefaultField } from '../../connector/connector.ts'
import { bodyKey, titleKey } from './properties.ts'
import type { WireDataSource, WireSchemaProperty } from './wire.ts'

export const staticDefaults: readonly DefaultField[] = [
  { theirs: titleKey, ours: 'title' },
  { theirs: bodyKey, ours: 'description' },
]

type Words = readonly (readonly [ours: string, named: RegExp])[]
type Option = { readonly id: string; readonly name: string }

const statusWords: Words = [
  ['canceled', /cancel|won.?t|dropped|reject|duplicate|abandon/i],
  ['triage', /triage|inbox/i],
  ['backlog', /backlog|icebox|someday|idea/i],
  ['completed', /done|complete|closed|shipped|finished|released/i],
  ['unstarted', /to.?do|not started|open|ready|next|planned|new/i],
  ['started', /progress|doing|start|review|test|active|block/i],
]
const priorityWords: Words = [
  ['urgent', /urgent|critical|highest|blocker|p0/i],
  ['high', /high|p1/i],
  ['medium', /medium|normal|p2/i],
  ['low', /low|p3|p4/i],
]
const typeWords: Words = [
  ['bug', /bug|defect/i],
  ['story', /story/i],
  ['epic', /epic/i],
  ['chore', /chore/i],
  ['task', /task/i],
]

/** Which properties of a data source are which of our fields, by their types and their names. */
export function defaultsOf(source: WireDataSource): DefaultField[] {
  const all = Object.values(source.properties)
  const find = (type: string, named: RegExp, sole = false) => {
    const typed = all.filter((one) => one.type === type)
    return typed.find(({ name }) => named.test(name)) ?? (sole && typed.length === 1 ? typed[0] : undefined)
  }
  const field = (
    property: WireSchemaProperty | undefined,
    prefix: string,
    ours: string,
    values?: DefaultField['values'],
  ): DefaultField[] => (property ? [{ theirs: `${prefix}:${property.id}`, ours, ...(values && { values }) }] : [])

  const status = find('status', /status/i, true) ?? find('select', /^(status|state|stage)$/i)
  const priority = find('select', /priority/i) ?? find('status', /priority/i)
  const priorities = priority ? priorityValues(priority) : []
  const kind = find('select', /^(task )?(type|kind)$/i)
  const kinds = kind ? valuesOf(kind.select?.options ?? [], typeWords) : []
  const due = find('date', /due|deadline|finish|target/i) ?? find('date', /^(date|when)$/i, true)
  const start = all.find((one) => one.type === 'date' && one !== due && /start|begin/i.test(one.name))
  const parent = all.find((one) => one.relation?.data_source_id === source.id && /parent/i.test(one.name))
  return [
    ...staticDefaults,
    ...field(status, status?.type ?? '', 'status', status && statusValues(status)),
    ...(priority === status || priorities.length < 2
      ? []
      : field(priority, priority?.type ?? '', 'priority', priorities)),
    ...(kinds.length > 1 ? field(kind, 'select', 'type', [...kinds, { theirs: null, ours: 'task' }]) : []),
    ...field(find('multi_select', /tags?|labels?/i, true), 'multi_select', 'tags'),
    ...field(find('people', /assign|owner|responsible|person|who/i, true), 'people', 'assigneeId'),
    ...field(start, 'date', 'startDate'),
    ...field(due && /start|begin/i.test(due.name) ? undefined : due, 'date', 'dueDate'),
    ...field(find('number', /estimate|points?\b|effort/i), 'number', 'estimatePoints'),
    ...field(find('number', /minutes/i), 'number', 'estimatedMinutes'),
    ...field(parent, 'item', 'parentId'),
  ]
}

const oursOf = ({ name }: Option, words: Words): string | undefined => words.find(([, named]) => named.test(name))?.[0]

const valuesOf = (options: readonly Option[], words: Words) =>
  options.flatMap((option) => {
    const ours = oursOf(option, words)
    return ours === undefined ? [] : [{ theirs: option.id, ours }]
  })

function priorityValues({ select, status }: WireSchemaProperty): NonNullable<DefaultField['values']> {
  const known = valuesOf((select ?? status)?.options ?? [], priorityWords)
  return [...known, { theirs: null, ours: 'none' }]
}

const groupWords: readonly string[] = ['unstarted', 'started', 'completed']
/** What a name says more than its group does. */
const finer: Readonly<Record<string, readonly string[]>> = { unstarted: ['triage', 'backlog'], completed: ['canceled'] }

/** By their names, else by the group in which Notion has them; what of ours has no word of its own is the nearest that has. */
function statusValues({ select, status }: WireSchemaProperty): NonNullable<DefaultField['values']> {
  const options = (status ?? select)?.options ?? []
  const groups = status?.groups ?? []
  const grouped = new Map(groups.flatMap(({ option_ids: ids }, n) => ids.map((id) => [id, groupWords[n]] as const)))
  const values = options.flatMap((option) => {
    const group = grouped.get(option.id)
    const named = oursOf(option, statusWords)
    const ours = group === undefined || finer[group]?.includes(named ?? '') ? named : group
    return ours === undefined ? [] : [{ theirs: option.id, ours }]
  })
  const nearest: Readonly<Record<string, readonly string[]>> = {
    ...{ triage: ['backlog', 'unstarted'], backlog: ['unstarted'], unstarted: ['backlog'], canceled: ['completed'] },
  }
  const instead = Object.entries(nearest).flatMap(([ours, others]) => {
    if (values.some((value) => value.ours === ours)) return []
    const found = others.flatMap((other) => values.filter((value) => value.ours === other))[0]
    return found ? [{ theirs: found.theirs, ours }] : []
  })
  // A page without one is not begun.
  return [...values, ...instead, { theirs: null, ours: 'unstarted' }]
}
