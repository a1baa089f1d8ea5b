import { AppError, FieldMap, type FieldProblem } from '@orchestrator/domain'
import type { Connector, FieldSpec, ItemType, Session } from '@orchestrator/integrations'
import { listEntities } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { byCreation } from '../http/entity/index.ts'
import { read } from '../http/read.ts'

/** What of a service is a task here. @throws AppError `invalid_state` when nothing is */
export function taskType({ itemTypes, name }: Connector): ItemType {
  const type = itemTypes.find(({ entity }) => entity === 'task')
  if (!type) throw new AppError('invalid_state', `${name} has nothing that is a task here, so nothing of it is mapped`)
  return type
}

/** Of our own things that a field there may name. */
export interface Nameable {
  readonly id: string
  readonly name: string
}

/**
 * How fields go together when nobody says otherwise; what cannot be written there comes in alone.
 * @param milestones of the project: those there are the ones of the same name
 */
export function suggestedFields(
  defaults: ItemType['defaults'],
  theirs: readonly FieldSpec[],
  milestones: readonly Nameable[],
): FieldMap[] {
  const known = new Map(theirs.map((spec) => [spec.key, spec]))
  return defaults.flatMap(({ theirs: key, ours, direction, values }) => {
    const spec = known.get(key)
    if (!spec) return []
    const words =
      ours === 'milestoneId'
        ? sameNames(spec, milestones)
        : values?.flatMap((value) => (Array.isArray(value.theirs) ? [] : [{ theirs: value.theirs, ours: value.ours }]))
    if (ours === 'milestoneId' && words?.length === 0) return []
    return [
      FieldMap.parse({
        ...{ theirs: key, ours, direction: spec.readOnly ? 'in' : (direction ?? 'both') },
        ...(words && { values: words }),
      }),
    ]
  })
}

const sameNames = ({ options = [] }: FieldSpec, ours: readonly Nameable[]) =>
  options.flatMap(({ value, name }) => {
    const same = ours.find((one) => one.name.toLowerCase() === name.toLowerCase())
    return same ? [{ theirs: value, ours: same.id }] : []
  })

export async function milestonesOf(api: Api, workspaceId: string, projectId: string): Promise<readonly Nameable[]> {
  const sort = byCreation['createdAt'] as NonNullable<(typeof byCreation)[string]>
  const where = [{ sql: 't.project_id = ?::uuid', values: [projectId] }]
  const page = await read(api, workspaceId, (tx) =>
    listEntities(tx, workspaceId, { kind: 'milestone', where, sort, limit: 200 }),
  )
  return page.items as unknown as Nameable[]
}

/** @throws AppError `invalid_input` naming each field that is not there, or cannot be written there */
export function checkTheirs(fields: readonly FieldMap[], theirs: readonly FieldSpec[]): void {
  const known = new Map(theirs.map((spec) => [spec.key, spec]))
  if (fields.length === 0) {
    const expected = 'at least one field; leave it out for the connector’s own'
    throw new AppError('invalid_input', `fields: ${expected}`, {
      fields: [{ path: 'fields', expected, code: 'too_small' }],
    })
  }
  const problems = fields.flatMap(({ theirs: key, ours, direction }, index): FieldProblem[] => {
    const spec = known.get(key)
    if (!spec)
      return [
        { path: `fields.${index}.theirs`, expected: `one of ${[...known.keys()].join(', ')}`, code: 'unknown_field' },
      ]
    if ((spec.type === 'links') !== (ours === 'relations'))
      return [
        { path: `fields.${index}.ours`, expected: 'relations for a field of links, and for no other', code: 'custom' },
      ]
    return spec.readOnly && direction !== 'in'
      ? [{ path: `fields.${index}.direction`, expected: 'in: it cannot be written there', code: 'read_only' }]
      : []
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
