import { AppError, type CustomField, FieldMap, type FieldProblem } from '@orchestrator/domain'
import type { Connector, FieldSpec, ItemType, Session } from '@orchestrator/integrations'
import { canBeWritten, ownFieldOf, sameNamed, withEqualNames } from './own-fields.ts'

/** What of a service is a task here. @throws AppError `invalid_state` when nothing is */
export function taskType({ itemTypes, name }: Connector): ItemType {
  const type = itemTypes.find(({ entity }) => entity === 'task')
  if (!type) throw new AppError('invalid_state', `${name} has nothing that is a task here, so nothing of it is mapped`)
  return type
}

/** How fields go together when nobody says otherwise; what cannot be written there comes in alone. */
export function suggestedFields(
  defaults: ItemType['defaults'],
  theirs: readonly FieldSpec[],
  own: readonly CustomField[],
): FieldMap[] {
  const known = new Map(theirs.map((spec) => [spec.key, spec]))
  const usual = defaults.flatMap(({ theirs: key, ours, direction, values }) => {
    const spec = known.get(key)
    if (!spec) return []
    const words = values?.flatMap((value) =>
      Array.isArray(value.theirs) ? [] : [{ theirs: value.theirs, ours: value.ours }],
    )
    return [
      FieldMap.parse({
        ...{ theirs: key, ours, direction: spec.readOnly ? 'in' : (direction ?? 'both') },
        ...(words && { values: words }),
      }),
    ]
  })
  const others = theirs.filter(({ key }) => !defaults.some((one) => one.theirs === key))
  return withEqualNames([...usual, ...sameNamed(others, own)], theirs, own)
}

/** @throws AppError `invalid_input` naming each field that is not there, or cannot be written there */
export function checkTheirs(
  fields: readonly FieldMap[],
  theirs: readonly FieldSpec[],
  own: readonly CustomField[],
): void {
  const known = new Map(theirs.map((spec) => [spec.key, spec]))
  if (fields.length === 0) {
    const expected = 'at least one field; leave it out for the connector’s own'
    throw new AppError('invalid_input', `fields: ${expected}`, {
      fields: [{ path: 'fields', expected, code: 'too_small' }],
    })
  }
  const problems = fields.flatMap(({ theirs: key, ours, direction }, index): FieldProblem[] => {
    const spec = known.get(key)
    const mine = ownFieldOf({ ours }, own)
    if (!spec)
      return [
        { path: `fields.${index}.theirs`, expected: `one of ${[...known.keys()].join(', ')}`, code: 'unknown_field' },
      ]
    if ((spec.type === 'links') !== (ours === 'relations'))
      return [
        { path: `fields.${index}.ours`, expected: 'relations for a field of links, and for no other', code: 'custom' },
      ]
    if (direction === 'in') return []
    if (spec.readOnly)
      return [{ path: `fields.${index}.direction`, expected: 'in: it cannot be written there', code: 'read_only' }]
    if (mine === undefined || canBeWritten(mine, spec)) return []
    const expected = `in: a field of type ${spec.type} there takes no ${mine.type}`
    return [{ path: `fields.${index}.direction`, expected, code: 'invalid_value' }]
  })
  const [first] = problems
  if (first) throw new AppError('invalid_input', `${first.path}: ${first.expected}`, { fields: problems })
}

export const theirFields = (
  connector: Connector,
  session: Session,
  containerId: string,
): Promise<readonly FieldSpec[]> => session.fields(containerId, taskType(connector).type)

/** Which of ours they are, as the connector knows or guesses it. */
export async function theirDefaults(
  connector: Connector,
  session: Session,
  containerId: string,
): Promise<ItemType['defaults']> {
  const { type, defaults } = taskType(connector)
  return (await session.defaults?.(containerId, type)) ?? defaults
}
