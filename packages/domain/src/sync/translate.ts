import { mostTags, mostTitle } from '../commands/task/fields.ts'
import type { FieldMap } from '../entities/mapping.ts'
import type { FieldValue } from '../entities/sync-conflict.ts'
import { TagName } from '../entities/tag.ts'
import { isEmpty, type Side } from './merge-sides.ts'

/** Who and what of one side is whom and what of the other; null: nobody and nothing. */
export interface Names {
  memberOf(externalUserId: string): string | null
  userOf(memberId: string): string | null
  entityOf(externalId: string): string | null
  externalOf(entityId: string): string | null
}

/** How the service keeps a field; of one that is not named here, a single value. */
export type Shapes = Readonly<Record<string, 'list' | 'single'>>

type Ours = Readonly<Record<string, unknown>>

/**
 * What a thing here is in the service's terms. A field whose value here has no word there is absent: it is not told, and stays there as it is.
 */
export function toSide(ours: Ours, rules: readonly FieldMap[], shapes: Shapes, names: Names): Side {
  const side: Record<string, FieldValue> = {}
  for (const rule of rules) {
    const value = outward(read(ours, rule.ours), rule, shapes[rule.theirs] ?? 'single', names)
    if (value !== undefined) side[rule.theirs] = value
  }
  return side
}

/** What of a side is to be set here, and which of its fields have a value that is nothing here: they may be something later. */
export interface Translated {
  readonly fields: Readonly<Record<string, unknown>>
  readonly unknown: readonly string[]
}

/**
 * What of a side is to be set here, as fields of a command.
 * @param now what the thing is here; null when it is yet to be made
 */
export function toFields(
  side: Side,
  rules: readonly FieldMap[],
  shapes: Shapes,
  names: Names,
  now: Ours | null,
): Translated {
  const fields: Record<string, unknown> = {}
  const customFields: Record<string, unknown> = {}
  const unknown: string[] = []
  for (const rule of rules) {
    const told = side[rule.theirs]
    if (told === undefined) continue
    // Several values here may be one there: the one that it has stays.
    const outwards = now && rule.values && outward(read(now, rule.ours), rule, shapes[rule.theirs] ?? 'single', names)
    if (outwards !== null && outwards !== undefined && outwards === told) continue
    const value = inward(told, rule, names, now === null ? undefined : read(now, rule.ours))
    if (value === 'stays') continue
    if (value === 'unknown') unknown.push(rule.theirs)
    else if (rule.ours.startsWith(custom)) customFields[rule.ours.slice(custom.length)] = value.set
    else fields[rule.ours] = value.set
  }
  const all = { ...fields, ...(Object.keys(customFields).length > 0 && { customFields }) }
  return { fields: all, unknown }
}

/** Text as both sides see it: services end lines as they like and drop blanks at the ends. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').trim()

const custom = 'customFields.'
/** Ids of ours: only `values` can say what they are there. */
const named = new Set(['stateId', 'milestoneId'])

function read(ours: Ours, field: string): unknown {
  if (!field.startsWith(custom)) return ours[field]
  const fields = ours['customFields'] as Ours | undefined
  return fields?.[field.slice(custom.length)] ?? null
}

function outward(value: unknown, rule: FieldMap, shape: 'list' | 'single', names: Names): FieldValue | undefined {
  if (rule.values && !Array.isArray(value)) {
    const known = rule.values.find(({ ours }) => ours === (value ?? ''))
    if (known) return shape === 'list' ? listOf(known.theirs) : known.theirs
    return value === null || value === undefined ? emptyOf(shape) : undefined
  }
  if (value === null || value === undefined) return emptyOf(shape)
  if (rule.ours === 'assigneeId') {
    const user = names.userOf(value as string)
    // Nobody there: to them it is nobody's, and it stays whose it is here.
    return user === null ? emptyOf(shape) : shape === 'list' ? [user] : user
  }
  if (rule.ours === 'parentId') return names.externalOf(value as string) ?? undefined
  if (named.has(rule.ours)) return undefined
  if (typeof value === 'string') return shape === 'list' ? [value] : plainText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const list = value.map(String).map((one) => String(rule.values?.find(({ ours }) => ours === one)?.theirs ?? one))
    return shape === 'list' ? list : (list[0] ?? null)
  }
  return JSON.stringify(value)
}

const emptyOf = (shape: 'list' | 'single') => (shape === 'list' ? [] : null)
const listOf = (value: FieldValue): string[] => (value === null ? [] : [String(value)])

function inward(
  told: FieldValue,
  rule: FieldMap,
  names: Names,
  now: unknown,
): { readonly set: unknown } | 'stays' | 'unknown' {
  if (rule.ours === 'assigneeId') {
    const members = (Array.isArray(told) ? told : listOf(told)).flatMap((user) => names.memberOf(user) ?? [])
    if (members.includes(now as string)) return 'stays'
    // Somebody whom we do not know is not nobody.
    return members.length === 0 && !isEmpty(told) ? 'unknown' : { set: members[0] ?? null }
  }
  if (rule.ours === 'parentId') return orUnknown(isEmpty(told) ? null : (names.entityOf(String(told)) ?? undefined))
  if (rule.ours === 'tags') return { set: tagsOf(Array.isArray(told) ? told : listOf(told), rule) }
  const single = Array.isArray(told) && !rule.ours.startsWith(custom) ? (told[0] ?? null) : told
  if (rule.values && !Array.isArray(single)) {
    const known = rule.values.find(({ theirs }) => theirs === single)
    if (known) return { set: known.ours === '' ? null : known.ours }
    return single === null ? { set: null } : 'unknown'
  }
  if (named.has(rule.ours)) return 'unknown'
  if (rule.ours === 'title') return { set: titleOf(single) }
  const isText = rule.ours === 'description' || rule.ours === 'body' || rule.ours === 'note'
  return { set: isText ? plainText(String(single ?? '')) : single }
}

const orUnknown = (value: unknown) => (value === undefined ? 'unknown' : { set: value })

/** Names that tags cannot have stay there. */
const tagsOf = (names: readonly string[], { values }: FieldMap): string[] =>
  names
    .map((one) => values?.find(({ theirs }) => theirs === one)?.ours ?? one)
    .filter((name) => TagName.safeParse(name).success)
    .slice(0, mostTags)

/** Services take what has no title, and longer ones than ours. */
function titleOf(value: FieldValue): string {
  const title = plainText(String(value ?? '')).replaceAll('\n', ' ')
  if (title === '') return '(no title)'
  return title.length <= mostTitle ? title : `${[...title].slice(0, mostTitle / 2 - 1).join('')}…`
}
