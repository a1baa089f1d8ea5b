import { type CustomField, customPrefix, type FieldMap, nameKey } from '@orchestrator/domain'
import type { FieldSpec } from '@orchestrator/integrations'
import { listEntities } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { byCreation } from '../http/entity/index.ts'
import { read } from '../http/read.ts'

type OwnField = Pick<CustomField, 'key' | 'name' | 'type' | 'options'>

/** The custom fields that tasks of a project have. */
export async function ownFieldsOf(api: Api, workspaceId: string, projectId: string): Promise<readonly CustomField[]> {
  const sort = byCreation['createdAt'] as NonNullable<(typeof byCreation)[string]>
  const page = await read(api, workspaceId, (tx) =>
    listEntities(tx, workspaceId, { kind: 'custom_field', where: [], sort, limit: 200 }),
  )
  return (page.items as unknown as CustomField[]).filter(
    ({ projectIds }) => projectIds === null || projectIds.includes(projectId),
  )
}

export const ownFieldOf = ({ ours }: Pick<FieldMap, 'ours'>, own: readonly OwnField[]): OwnField | undefined =>
  own.find(({ key }) => ours === `${customPrefix}${key}`)

/** What of ours a field there takes: a service refuses the whole thing for one value that it cannot have. */
const takes: Readonly<Record<FieldSpec['type'], readonly CustomField['type'][]>> = {
  text: ['text', 'url', 'date', 'select', 'money'],
  markdown: ['text', 'url', 'date', 'select', 'money'],
  number: ['number'],
  date: ['date'],
  boolean: ['checkbox'],
  option: ['select'],
  options: ['multi_select', 'select', 'text'],
  user: ['user'],
  users: ['user'],
  item: [],
  links: [],
}

export const canBeWritten = (own: OwnField, spec: FieldSpec): boolean => takes[spec.type].includes(own.type)

/** Which of ours have the name of a field there, and can be what it is. */
export function sameNamed(theirs: readonly FieldSpec[], own: readonly OwnField[]): FieldMap[] {
  return theirs.flatMap((spec): FieldMap[] => {
    const same = own.find((one) => nameKey(one.name) === nameKey(spec.name) && canBeWritten(one, spec))
    if (!same) return []
    const direction = spec.readOnly ? 'in' : 'both'
    return [{ theirs: spec.key, ours: `${customPrefix}${same.key}`, direction, policy: 'newest' }]
  })
}

const mostValues = 200

/** Options that a service tells by their ids are those of ours that are called the same, where nobody says otherwise. */
export function withEqualNames(
  fields: readonly FieldMap[],
  theirs: readonly FieldSpec[],
  own: readonly OwnField[],
): FieldMap[] {
  return fields.map((field) => {
    const options = theirs.find(({ key }) => key === field.theirs)?.options ?? []
    const mine = ownFieldOf(field, own)?.options ?? []
    if (field.values || mine.length === 0 || options.every(({ value, name }) => value === name)) return field
    const values = options.flatMap(({ value, name }) => {
      const same = mine.find((one) => nameKey(one) === nameKey(name))
      return same === undefined ? [] : [{ theirs: value, ours: same }]
    })
    return { ...field, values: values.slice(0, mostValues) }
  })
}
