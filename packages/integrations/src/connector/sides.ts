import { hash } from 'node:crypto'
import { type FieldMap, type Mapping, type Names, plainText, type Side, toSide } from '@orchestrator/domain'
import { withoutByline } from './byline.ts'
import type { Connector, ItemType } from './connector.ts'
import type { Item } from './item.ts'

/** The fields of one kind of thing, as one mapping keeps them in step. */
export interface SideFields {
  readonly type: ItemType
  readonly rules: readonly FieldMap[]
  readonly shapes: Readonly<Record<string, 'list' | 'single'>>
  /** Of a comment that was written here: the field that may begin there with who wrote it. */
  readonly signed: string | null
}

/**
 * A task's fields are those of its mapping. A comment is its author's: it is changed where it was written, and followed on the other side.
 * @param madeHere of a comment
 * @param item as it is there: of fields that only some containers have, its value shows which hold a list
 */
export function fieldsOf(
  connector: Connector,
  mapping: Pick<Mapping, 'fields' | 'direction'>,
  type: string,
  madeHere: boolean,
  item?: Pick<Item, 'fields'>,
): SideFields {
  const found = connector.itemTypes.find((one) => one.type === type)
  if (found === undefined) throw new Error(`${connector.id} has no items of type ${type}`)
  const known = new Map(found.fields.map(({ key, type: kind }) => [key, kind === 'users' || kind === 'options']))
  const shapes = Object.fromEntries(
    [...known.keys(), ...mapping.fields.map(({ theirs }) => theirs)].map((key) => [
      key,
      (known.get(key) ?? (found.isList?.(key) || Array.isArray(item?.fields[key])))
        ? ('list' as const)
        : ('single' as const),
    ]),
  )
  const rules =
    found.entity === 'task'
      ? mapping.fields
          .filter(({ ours }) => ours !== 'relations')
          .map((rule) => (mapping.direction === 'both' ? rule : { ...rule, direction: mapping.direction }))
      : found.defaults.map(({ theirs, ours }) => ({
          theirs,
          ours,
          direction: madeHere ? ('out' as const) : ('in' as const),
          policy: 'newest' as const,
        }))
  const signed = found.entity === 'comment' && madeHere ? rules.find(({ ours }) => ours === 'body') : undefined
  return { type: found, rules, shapes, signed: signed?.theirs ?? null }
}

/** Which field has the links of a task's item, and which way they go. Links are merged one by one, apart from the fields. null: none does. */
export function linksOf({
  fields,
  direction,
}: Pick<Mapping, 'fields' | 'direction'>): Pick<FieldMap, 'theirs' | 'direction'> | null {
  const rule = fields.find(({ ours }) => ours === 'relations')
  if (rule === undefined) return null
  return { theirs: rule.theirs, direction: direction === 'both' ? rule.direction : direction }
}

/** What an item there is, of the fields that count; text as both sides see it, so without who wrote it. */
export function sideOf(item: Item, { rules, signed }: SideFields): Side {
  const side: Record<string, Side[string]> = {}
  for (const { theirs } of rules) {
    const value = item.fields[theirs]
    if (typeof value === 'string') side[theirs] = theirs === signed ? withoutByline(plainText(value)) : plainText(value)
    else if (value !== undefined) side[theirs] = Array.isArray(value) ? [...value] : (value as Side[string])
  }
  return side
}

export const ourSide = (entity: object, { rules, shapes }: SideFields, names: Names): Side =>
  toSide(entity as Readonly<Record<string, unknown>>, rules, shapes, names)

/** Recognises what we wrote ourselves, whoever tells of it. */
export const hashOf = (side: Side): string =>
  hash(
    'sha256',
    JSON.stringify(
      Object.entries(side)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value]),
    ),
  )

/** Of some fields only. */
export const pick = (side: Side, fields: readonly string[]): Side =>
  Object.fromEntries(fields.flatMap((field) => (field in side ? [[field, side[field]]] : []))) as Side
