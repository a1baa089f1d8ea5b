import * as z from 'zod'
import type { FieldSpec, FieldType, FieldValue } from '../../connector/item.ts'
import { plainRichText } from './blocks/rich-text.ts'
import { type DateValue, toDate, writeDates } from './dates.ts'
import { markerProperty } from './marker.ts'
import {
  plainOf,
  RichText,
  type WireDataSource,
  type WirePage,
  type WireProperty,
  type WireSchemaProperty,
} from './wire.ts'

export const titleKey = 'title'
export const bodyKey = 'content'

/** How a property is a field: the key says which kind it is, so that what is a list is known without asking. */
interface Kind {
  readonly prefix: string
  readonly type: FieldType
  readonly readOnly?: boolean
  readonly suffix?: string
  read(value: unknown): FieldValue
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const of = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const texts = (values: readonly unknown[]): string[] => values.map(text).filter((one) => one !== null)
const scalar = (value: unknown): FieldValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
const rich = (value: unknown): string => plainOf(RichText.safeParse(value).data ?? [])

/** Option names hold no commas there: another sign stands for them, so that the way back is as clear as the way there. */
export const toOption = (name: string): string => name.trim().replaceAll(',', '，').slice(0, 100)
export const fromOption = (name: string): string => name.replaceAll('，', ',')

/** Of a formula or a rollup: what came out. */
const result = (value: unknown): FieldValue => {
  const told = of(value, String(of(value, 'type')))
  return of(told, 'start') === undefined ? scalar(told) : (toDate(told)?.start ?? null)
}

const kinds: Readonly<Record<string, readonly Kind[]>> = {
  rich_text: [{ prefix: 'text', type: 'text', read: (value) => rich(value) || null }],
  number: [{ prefix: 'number', type: 'number', read: scalar }],
  select: [{ prefix: 'select', type: 'option', read: (value) => text(of(value, 'id')) }],
  status: [{ prefix: 'status', type: 'option', read: (value) => text(of(value, 'id')) }],
  multi_select: [
    {
      prefix: 'multi_select',
      type: 'options',
      read: (value) => texts(list(value).map((one) => of(one, 'name'))).map(fromOption),
    },
  ],
  people: [{ prefix: 'people', type: 'users', read: (value) => texts(list(value).map((one) => of(one, 'id'))) }],
  date: [
    { prefix: 'date', type: 'date', read: (value) => toDate(value)?.start ?? null },
    { prefix: 'date_end', type: 'date', suffix: ' (end)', read: (value) => toDate(value)?.end ?? null },
  ],
  checkbox: [{ prefix: 'checkbox', type: 'boolean', read: (value) => value === true }],
  url: [{ prefix: 'url', type: 'text', read: text }],
  email: [{ prefix: 'email', type: 'text', read: text }],
  phone_number: [{ prefix: 'phone', type: 'text', read: text }],
  relation: [
    {
      prefix: 'relation',
      type: 'options',
      suffix: ' (pages)',
      read: (value) => texts(list(value).map((one) => of(one, 'id'))),
    },
    { prefix: 'item', type: 'item', read: (value) => text(of(list(value)[0], 'id')) },
  ],
  formula: [{ prefix: 'formula', type: 'text', readOnly: true, read: result }],
  rollup: [{ prefix: 'rollup', type: 'text', readOnly: true, read: result }],
  files: [
    {
      prefix: 'files',
      type: 'options',
      readOnly: true,
      read: (value) => texts(list(value).map((one) => of(one, 'name'))),
    },
  ],
  created_by: [{ prefix: 'created_by', type: 'user', readOnly: true, read: (value) => text(of(value, 'id')) }],
  created_time: [
    { prefix: 'created', type: 'date', readOnly: true, read: (value) => text(value)?.slice(0, 10) ?? null },
  ],
  unique_id: [{ prefix: 'unique_id', type: 'text', readOnly: true, read: uniqueId }],
}

function uniqueId(value: unknown): string | null {
  const number = of(value, 'number')
  if (typeof number !== 'number') return null
  const prefix = text(of(value, 'prefix'))
  return prefix === null ? String(number) : `${prefix}-${number}`
}

const lists = Object.values(kinds).flatMap((all) => all.filter(({ type }) => type === 'options' || type === 'users'))
const listPrefixes = new Set(lists.map(({ prefix }) => prefix))
/** Of any data source, by the key alone. */
export const isList = (key: string): boolean => listPrefixes.has(key.slice(0, key.indexOf(':')))

export const staticFields: readonly FieldSpec[] = [
  { key: titleKey, name: 'Title', type: 'text' },
  { key: bodyKey, name: 'Page content', type: 'markdown' },
]

export function specsOf(source: WireDataSource): FieldSpec[] {
  const all = Object.values(source.properties).filter(({ name }) => name !== markerProperty)
  return [...staticFields, ...all.flatMap((property) => specsOfProperty(property, source.id))]
}

function specsOfProperty(property: WireSchemaProperty, sourceId: string): FieldSpec[] {
  const own = property.relation?.data_source_id === sourceId
  const fitting = (kinds[property.type] ?? []).filter(({ prefix }) => prefix !== 'item' || own)
  const options = optionsOf(property)
  return fitting.map(({ prefix, type, suffix = '', readOnly }) => ({
    ...{ key: `${prefix}:${property.id}`, name: `${property.name}${suffix}`, type },
    ...(readOnly && { readOnly }),
    ...(options.length > 0 && { options }),
  }))
}

const optionsOf = ({ select, status, multi_select: many }: WireSchemaProperty) =>
  many
    ? many.options.map(({ name }) => ({ value: fromOption(name), name: fromOption(name) }))
    : (select ?? status ?? { options: [] }).options.map(({ id, name }) => ({ value: id, name }))

export function readProperties({ properties }: WirePage): Record<string, FieldValue> {
  const found: Record<string, FieldValue> = {}
  for (const property of Object.values(properties)) {
    const value = property[property.type]
    if (property.type === 'title') found[titleKey] = rich(value)
    for (const { prefix, read } of kinds[property.type] ?? []) found[`${prefix}:${property.id}`] = read(value)
  }
  return found
}

/** What people know a page by: the property of the type ID, where there is one. */
export const keyOf = ({ properties }: WirePage): string | null =>
  uniqueId(Object.values(properties).find(({ type }) => type === 'unique_id')?.['unique_id'])

const Dated = z.object({ date: z.unknown() }).loose()
const strings = (value: FieldValue): readonly string[] =>
  Array.isArray(value) ? value : value === null || value === '' ? [] : [String(value)]
const same = (value: FieldValue) => (value === '' ? null : value)

/** Dates are written with their time and their end, which stand in the same property. */
export const hasDates = (fields: Readonly<Record<string, FieldValue>>): boolean =>
  Object.keys(fields).some((key) => key.startsWith('date:') || key.startsWith('date_end:'))

/**
 * The properties as Notion takes them, by their names. Fields of properties that are no more are left out.
 * @param now what the page has, if its dates are to be changed
 */
export function writeProperties(
  source: WireDataSource,
  fields: Readonly<Record<string, FieldValue>>,
  now: Readonly<Record<string, WireProperty>> = {},
): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const property of Object.values(source.properties)) {
    const { id, type, name } = property
    const given = (prefix: string): FieldValue | undefined => fields[`${prefix}:${id}`]
    if (type === 'title' && fields[titleKey] !== undefined)
      written[name] = { title: plainRichText(titleOf(fields[titleKey])) }
    else if (type === 'date') {
      const [start, end] = [given('date'), given('date_end')]
      const current: DateValue | null = toDate(Dated.safeParse(now[name]).data?.date)
      if (start !== undefined || end !== undefined) written[name] = { date: writeDates(current, start, end) }
    } else
      for (const { prefix, readOnly } of kinds[type] ?? []) {
        const value = given(prefix)
        if (value !== undefined && !readOnly) written[name] = { [type]: toNotion(property, value) }
      }
  }
  return written
}

export const titleOf = (value: FieldValue): string =>
  String(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()

function toNotion(property: WireSchemaProperty, value: FieldValue): unknown {
  switch (property.type) {
    case 'rich_text':
      return plainRichText(String(value ?? ''))
    case 'number':
      return value === null || value === '' ? null : Number(value)
    case 'checkbox':
      return value === true || value === 'true'
    case 'select':
    case 'status': {
      const said = strings(value)[0]
      if (said === undefined) return null
      const known = (property.select ?? property.status)?.options.some(({ id }) => id === said)
      return known ? { id: said } : { name: toOption(said) }
    }
    case 'multi_select':
      return strings(value).map((name) => ({ name: toOption(name) }))
    case 'people':
      return strings(value).map((id) => ({ object: 'user', id }))
    case 'relation':
      return strings(value).map((id) => ({ id }))
    default:
      return same(value)
  }
}
