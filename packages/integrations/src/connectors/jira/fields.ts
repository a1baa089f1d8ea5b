import type { FieldSpec, FieldType, FieldValue } from '../../connector/item.ts'
import { AdfNode } from './adf/adf.ts'
import { markdownToAdf } from './adf/from-markdown.ts'
import { adfToMarkdown } from './adf/to-markdown.ts'
import { readLinks } from './links.ts'
import type { WireField } from './wire.ts'

/** A field of ours, and how it stands in Jira's issues. */
export interface JiraField {
  readonly spec: FieldSpec
  /** By which Jira knows it. */
  readonly id: string
  read(value: unknown): FieldValue
  /** null: it is changed in another way, or not at all. */
  readonly write: ((value: FieldValue) => unknown) | null
}

const of = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const idOf = (value: unknown) => text(of(value, 'id'))
const userOf = (value: unknown) => text(of(value, 'accountId'))
const known = (values: (string | null)[]): string[] => values.filter((value) => value !== null)
const strings = (value: FieldValue): readonly string[] =>
  Array.isArray(value) ? value : value === null || value === '' ? [] : [String(value)]

const same = (value: FieldValue) => (value === '' ? null : value)
const byId = (value: FieldValue) => (same(value) === null ? null : { id: String(value) })
const byAccount = (value: FieldValue) => (same(value) === null ? null : { accountId: String(value) })

export const readRich = (value: unknown): string => adfToMarkdown(AdfNode.safeParse(value).data ?? null)
export const writeRich = (value: FieldValue) => {
  const adf = markdownToAdf(String(value ?? ''))
  return adf.content.length === 0 ? null : adf
}

const mostSummary = 255
/** Jira takes a line of 255 characters. */
export function summaryOf(value: FieldValue): string {
  const line = String(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= mostSummary) return line
  return `${line
    .slice(0, mostSummary - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`
}

/** Labels hold no blanks. Another sign stands for them, so that the way back is as clear as the way there. */
export const toLabel = (tag: string): string => tag.trim().replace(/\s+/g, '·')
export const fromLabel = (label: string): string => label.replaceAll('·', ' ')

const minutesOf = (seconds: unknown): number | null => {
  const minutes = Math.round((number(seconds) ?? 0) / 60)
  return minutes > 0 ? minutes : null
}

const field = (
  spec: FieldSpec,
  id: string,
  read: JiraField['read'],
  write: JiraField['write'] | 'elsewhere' = null,
): JiraField => ({
  ...{ id, read, spec: write === null ? { ...spec, readOnly: true } : spec },
  write: write === 'elsewhere' ? null : write,
})

export const statusCategories = [
  { value: 'new', name: 'To do' },
  { value: 'indeterminate', name: 'In progress' },
  { value: 'done', name: 'Done' },
]

/** Which every issue has, or may have. */
export const standardFields: readonly JiraField[] = [
  field({ key: 'summary', name: 'Summary', type: 'text' }, 'summary', (value) => text(value) ?? '', summaryOf),
  field({ key: 'description', name: 'Description', type: 'markdown' }, 'description', readRich, writeRich),
  field({ key: 'status', name: 'Status', type: 'option' }, 'status', idOf, 'elsewhere'),
  field(
    { key: 'statusCategory', name: 'Status category', type: 'option', options: statusCategories },
    'status',
    (value) => text(of(of(value, 'statusCategory'), 'key')),
    'elsewhere',
  ),
  field(
    { key: 'issuetype', name: 'Issue type', type: 'option' },
    'issuetype',
    (value) => text(of(value, 'name')),
    same,
  ),
  field({ key: 'priority', name: 'Priority', type: 'option' }, 'priority', idOf, byId),
  field(
    { key: 'labels', name: 'Labels', type: 'options' },
    'labels',
    (value) => known(list(value).map(text)).map(fromLabel),
    (value) => strings(value).map(toLabel),
  ),
  field({ key: 'assignee', name: 'Assignee', type: 'user' }, 'assignee', userOf, byAccount),
  field({ key: 'reporter', name: 'Reporter', type: 'user' }, 'reporter', userOf),
  field({ key: 'parent', name: 'Parent', type: 'item' }, 'parent', idOf, byId),
  field({ key: 'links', name: 'Links', type: 'links' }, 'issuelinks', readLinks, 'elsewhere'),
  field({ key: 'duedate', name: 'Due date', type: 'date' }, 'duedate', text, same),
  field(
    { key: 'originalEstimate', name: 'Original estimate (minutes)', type: 'number' },
    'timetracking',
    (value) => minutesOf(of(value, 'originalEstimateSeconds')),
    (value) => ({ originalEstimate: `${Math.max(0, Math.round(Number(value ?? 0)))}m` }),
  ),
  field({ key: 'timeSpent', name: 'Time spent (minutes)', type: 'number' }, 'timetracking', (value) =>
    minutesOf(of(value, 'timeSpentSeconds')),
  ),
  field({ key: 'resolution', name: 'Resolution', type: 'text' }, 'resolution', (value) => text(of(value, 'name'))),
]

const points = { key: 'storyPoints', name: 'Story points', type: 'number' } as const
const sprint = { key: 'sprint', name: 'Sprint', type: 'text' } as const

/** A sprint that goes on now, else the last. */
function sprintOf(value: unknown): string | null {
  const sprints = list(value)
  return text(of(sprints.find((one) => of(one, 'state') === 'active') ?? sprints.at(-1), 'name'))
}

/** Fields that a site has beside them. */
export function ownFields(wire: readonly WireField[]): JiraField[] {
  const custom = wire.filter((one) => one.custom)
  const kind = ({ schema }: WireField) => schema?.custom?.split(':').at(-1) ?? ''
  const story =
    custom.find((one) => kind(one) === 'jsw-story-points') ??
    custom.find((one) => one.name === 'Story Points' && one.schema?.type === 'number')
  const sprints = custom.find((one) => kind(one) === 'gh-sprint')
  return [
    ...(story ? [field(points, story.id, number, same)] : []),
    ...(sprints ? [field(sprint, sprints.id, sprintOf)] : []),
    ...custom.filter((one) => one !== story && one !== sprints).flatMap((one) => ownField(one, kind(one))),
  ]
}

function ownField({ id, name, schema }: WireField, kind: string): JiraField[] {
  const spec = (type: FieldType): FieldSpec => ({ key: id, name, type })
  const many = schema?.type === 'array' ? schema.items : undefined
  if (kind === 'textarea') return [field(spec('markdown'), id, readRich, writeRich)]
  if (schema?.type === 'string') return [field(spec('text'), id, text, same)]
  if (schema?.type === 'number') return [field(spec('number'), id, number, same)]
  if (schema?.type === 'date') return [field(spec('date'), id, text, same)]
  if (schema?.type === 'option') return [field(spec('option'), id, idOf, byId)]
  if (schema?.type === 'user') return [field(spec('user'), id, userOf, byAccount)]
  if (many === 'option')
    return [
      field(
        spec('options'),
        id,
        (value) => known(list(value).map(idOf)),
        (value) => strings(value).map(byId),
      ),
    ]
  if (many === 'user')
    return [
      field(
        spec('users'),
        id,
        (value) => known(list(value).map(userOf)),
        (value) => strings(value).map(byAccount),
      ),
    ]
  if (many === 'string')
    return [
      field(
        spec('options'),
        id,
        (value) => known(list(value).map(text)).map(fromLabel),
        (value) => strings(value).map(toLabel),
      ),
    ]
  return []
}
