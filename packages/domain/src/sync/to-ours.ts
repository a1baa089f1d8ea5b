import { mostTags, mostTitle, taskFields } from '../commands/task/fields.ts'
import { customFieldSchema } from '../entities/custom-field.ts'
import type { FieldMap } from '../entities/mapping.ts'
import type { FieldValue } from '../entities/sync-conflict.ts'
import { TagName } from '../entities/tag.ts'
import { sameValue } from './merge-sides.ts'
import { readMoney } from './money-text.ts'
import { type Names, type OwnField, ownFieldOf } from './names.ts'

/** Of `left` nothing here can be made: `unknown` is a whole value of which that is so. */
export type Brought =
  | { readonly is: 'set'; readonly value: unknown; readonly left: readonly string[] }
  | { readonly is: 'stays'; readonly left: readonly string[] }
  | { readonly is: 'unknown' }

/** Text as both sides see it: services end lines as they like and drop blanks at the ends. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').trim()

const unknown: Brought = { is: 'unknown' }
const set = (value: unknown, left: readonly string[] = []): Brought => ({ is: 'set', value, left })

/** What a value there is here. @param now what it is here already */
export function toOurs(told: FieldValue, rule: FieldMap, names: Names, now: unknown): Brought {
  const own = ownFieldOf(rule, names)
  if (own === null) return unknown
  const given = valuesOf(told)
  if (rule.ours === 'tags') return set(tagsOf(given.map(String), rule))
  if (own?.type === 'multi_select') return optionsOf(given.map(String), rule, own, now)
  if (given.length === 0) return orUnknown(emptyHere(rule), own)
  const single = own?.type === 'text' || texts.has(rule.ours) ? [given.join(', ')] : given
  const known = single.flatMap((one): unknown[] => {
    const value = oneHere(one, { rule, own, names, now })
    return value === undefined ? [] : [value]
  })
  // Several there are one here: who is among them stays.
  if (known.includes(now)) return { is: 'stays', left: [] }
  // Somebody whom we do not know is not nobody.
  return orUnknown(known[0], own)
}

type One = string | number | boolean

const valuesOf = (told: FieldValue): readonly One[] =>
  Array.isArray(told) ? told : told === null || told === '' ? [] : [told]

const orUnknown = (value: unknown, own: OwnField | undefined): Brought =>
  value === undefined || (value === null && own?.required) ? unknown : set(value)

const texts = new Set(['description', 'body', 'note'])

/** What nothing there is here. */
function emptyHere({ ours, values }: FieldMap): unknown {
  const named = values?.find(({ theirs }) => theirs === null)?.ours
  if (named !== undefined && named !== '') return named
  if (ours === 'title') return titleOf('')
  if (texts.has(ours)) return ''
  // These are never nothing here.
  return never.has(ours) ? undefined : null
}

const never = new Set(['type', 'status', 'stateId', 'priority'])

interface Known {
  readonly rule: FieldMap
  readonly own: OwnField | undefined
  readonly names: Names
  readonly now: unknown
}

/** undefined: it is nothing here. */
function oneHere(told: One, { rule, own, names, now }: Known): unknown {
  const { ours, values } = rule
  const named = values?.find(({ theirs }) => theirs === told)?.ours
  if (named !== undefined) return named === '' ? null : checked(named, ours, own)
  if (ours === 'milestoneId') return names.milestoneNamed(String(told)) ?? undefined
  if (ours === 'cycleId') return names.cycleNamed(String(told)) ?? undefined
  if (values || ours === 'stateId') return undefined
  if (ours === 'assigneeId' || own?.type === 'user') return names.memberOf(String(told)) ?? undefined
  if (ours === 'parentId') return names.entityOf(String(told)) ?? undefined
  return checked(inShape(told, ours, own, now), ours, own)
}

function inShape(told: One, ours: string, own: OwnField | undefined, now: unknown): unknown {
  if (ours === 'title') return titleOf(String(told))
  if (texts.has(ours) || own?.type === 'text') return plainText(String(told))
  if (own?.type === 'money') return readMoney(told, now)
  const isNumber = own?.type === 'number' || numbers.has(ours)
  const value = isNumber && typeof told === 'string' ? Number(told) : told
  // Services count minutes in parts of them.
  return ours === 'estimatedMinutes' && typeof value === 'number' ? Math.round(value) : value
}

const numbers = new Set(['estimatePoints', 'estimatedMinutes'])
/** What is an id here is one of ours already. */
const ids = new Set(['assigneeId', 'parentId', 'milestoneId', 'cycleId', 'stateId'])

/** undefined: it is out of what the field may be. */
function checked(value: unknown, ours: string, own: OwnField | undefined): unknown {
  if (own) return customFieldSchema(own).safeParse(value).data
  const schema = ids.has(ours) || !Object.hasOwn(taskFields, ours) ? null : taskFields[ours as keyof typeof taskFields]
  return schema === null ? value : schema.safeParse(value).data
}

const mostOptions = 100

/** Those that are options here; what here has no word there stays, and so does there what is no option here. */
function optionsOf(given: readonly string[], rule: FieldMap, own: OwnField, now: unknown): Brought {
  const { values } = rule
  const wordOf = (one: string) => (values ? values.find(({ theirs }) => theirs === one)?.ours : one)
  const isKnown = (one: string) => own.options.includes(wordOf(one) ?? '')
  const mine = Array.isArray(now) ? now.map(String) : []
  const silent = mine.filter((one) => values && !values.some(({ ours, theirs }) => ours === one && theirs !== null))
  const all = [...given.filter(isKnown).map((one) => String(wordOf(one))), ...silent]
  const value = [...new Set(all)].slice(0, mostOptions)
  const left = given.filter((one) => !isKnown(one))
  if (sameValue(value, mine)) return { is: 'stays', left }
  return value.length === 0 && own.required ? unknown : set(value.length === 0 ? null : value, left)
}

/** Names that tags cannot have stay there. */
const tagsOf = (names: readonly string[], { values }: FieldMap): string[] =>
  names
    .map((one) => values?.find(({ theirs }) => theirs === one)?.ours ?? one)
    .filter((name) => TagName.safeParse(name).success)
    .slice(0, mostTags)

/** Services take what has no title, and longer ones than ours. */
function titleOf(value: string): string {
  const title = plainText(value).replaceAll('\n', ' ')
  if (title === '') return '(no title)'
  return title.length <= mostTitle ? title : `${[...title].slice(0, mostTitle / 2 - 1).join('')}…`
}
