import type { Money } from '../entities/custom-field.ts'
import type { FieldMap } from '../entities/mapping.ts'
import type { FieldValue } from '../entities/sync-conflict.ts'
import { beginningOf } from '../storable-text.ts'
import { type Side, sameValue } from './merge-sides.ts'
import { moneyText } from './money-text.ts'
import { customPrefix, type Names, ownFieldOf } from './names.ts'
import { plainText, toOurs } from './to-ours.ts'

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

/** What of a side is to be set here. */
export interface Translated {
  readonly fields: Readonly<Record<string, unknown>>
  /** Fields whose value is nothing here: it may be something later. */
  readonly unknown: readonly string[]
  /** By field, what is nothing here: the whole value, or some of a list. */
  readonly left: Side
}

/**
 * What of a side is to be set here, as fields of a command. What is nothing here keeps nothing else from being set.
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
  const left: Record<string, FieldValue> = {}
  for (const rule of rules) {
    const { theirs, ours } = rule
    const told = side[theirs]
    if (told === undefined) continue
    const mine = now === null ? undefined : read(now, ours)
    const outwards = now === null ? undefined : outward(mine, rule, shapes[theirs] ?? 'single', names)
    // Several values here may be one there: the one that it has stays.
    if (outwards !== undefined && sameValue(outwards, told)) continue
    const brought = toOurs(told, rule, names, mine)
    if (brought.is === 'unknown') {
      unknown.push(theirs)
      left[theirs] = told
    } else {
      if (brought.left.length > 0) left[theirs] = [...brought.left]
      if (brought.is === 'set' && ours.startsWith(customPrefix))
        customFields[ours.slice(customPrefix.length)] = brought.value
      else if (brought.is === 'set') fields[ours] = brought.value
    }
  }
  for (const { theirs, ours } of datesOutOfOrder(fields, rules, now)) {
    delete fields[ours]
    unknown.push(theirs)
    left[theirs] = side[theirs] ?? null
  }
  const all = { ...fields, ...(Object.keys(customFields).length > 0 && { customFields }) }
  return { fields: all, unknown, left }
}

const mostLeft = 200

/** What there is nothing here, as people are told of it. */
export function leftThere(side: Side, rules: readonly FieldMap[], shapes: Shapes, names: Names, now: Ours): Side {
  // What cannot be a tag is told of what both sides have; an item that is no task here is not named so that people know it.
  const told = rules.filter(({ ours, direction }) => direction !== 'out' && ours !== 'tags' && ours !== 'parentId')
  const { left } = toFields(side, told, shapes, names, now)
  const short = (value: string) => beginningOf(value, mostLeft)
  return Object.fromEntries(
    Object.entries(left).flatMap(([field, value]): [string, FieldValue][] => {
      if (value === null || value === '') return []
      if (Array.isArray(value)) return value.length === 0 ? [] : [[field, value.map(short)]]
      return [[field, typeof value === 'string' ? short(value) : value]]
    }),
  )
}

/** What a side has without what is left there: that is looked at again each time. */
export const withoutLeft = (side: Side, left: Side): Side =>
  Object.fromEntries(
    Object.entries(side).map(([field, value]) => {
      const nothing = left[field]
      const isPart = Array.isArray(value) && Array.isArray(nothing)
      return [field, isPart ? value.filter((one) => !nothing.includes(one)) : value]
    }),
  )

/** Here nothing is due before it starts. */
function datesOutOfOrder(fields: Ours, rules: readonly FieldMap[], now: Ours | null): readonly FieldMap[] {
  const at = (field: string, given: Ours) => (field in given ? given[field] : now?.[field]) as string | null | undefined
  const isWrong = (given: Ours) => {
    const [start, due] = [at('startDate', given), at('dueDate', given)]
    return Boolean(start && due && start > due)
  }
  if (!isWrong(fields)) return []
  const { startDate: _start, ...dueAlone } = fields
  const wrong = 'startDate' in fields && !isWrong(dueAlone) ? ['startDate'] : ['startDate', 'dueDate']
  return rules.filter(({ ours }) => wrong.includes(ours) && ours in fields)
}

function read(ours: Ours, field: string): unknown {
  if (!field.startsWith(customPrefix)) return ours[field]
  const fields = ours['customFields'] as Ours | undefined
  return fields?.[field.slice(customPrefix.length)] ?? null
}

function outward(value: unknown, rule: FieldMap, shape: 'list' | 'single', names: Names): FieldValue | undefined {
  const own = ownFieldOf(rule, names)
  if (own === null) return undefined
  if (Array.isArray(value)) return listThere(value.map(String), rule, shape, own?.type === 'multi_select')
  if (rule.values) {
    const known = rule.values.find(({ ours }) => ours === (value ?? ''))
    if (known) return shape === 'list' ? listOf(known.theirs) : known.theirs
    if (value !== null && value !== undefined && !byName.has(rule.ours)) return undefined
  }
  if (value === null || value === undefined) return emptyOf(shape)
  const inShape = (one: string) => (shape === 'list' ? [one] : one)
  if (rule.ours === 'assigneeId' || own?.type === 'user') {
    const user = names.userOf(value as string)
    // Nobody there: to them it is nobody's, and it stays whose it is here.
    return user === null ? emptyOf(shape) : inShape(user)
  }
  if (rule.ours === 'parentId') return names.externalOf(value as string) ?? undefined
  if (rule.ours === 'stateId') return undefined
  if (byName.has(rule.ours)) {
    const name = rule.ours === 'cycleId' ? names.cycleName(value as string) : names.milestoneName(value as string)
    return name === null ? undefined : inShape(plainText(name))
  }
  if (typeof value === 'string') return inShape(plainText(value))
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return inShape(moneyText(value as Money))
}

const byName = new Set(['milestoneId', 'cycleId'])

/** Of options that have a word of their own there, those without one are not told. */
function listThere(values: readonly string[], rule: FieldMap, shape: 'list' | 'single', isOptions: boolean) {
  const list = values.flatMap((one) => {
    const word = rule.values?.find(({ ours }) => ours === one)
    if (word) return word.theirs === null ? [] : [String(word.theirs)]
    return rule.values && isOptions ? [] : [one]
  })
  // Of options that go out the field there takes several, also where nothing has shown that yet.
  return shape === 'list' || isOptions ? [...new Set(list)] : (list[0] ?? null)
}

const emptyOf = (shape: 'list' | 'single') => (shape === 'list' ? [] : null)
const listOf = (value: FieldValue): string[] => (value === null ? [] : [String(value)])
