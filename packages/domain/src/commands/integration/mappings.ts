import * as z from 'zod'
import { defaultCodeMoves, SomeCodeMoves, withMoves } from '../../entities/code-moves.ts'
import { AfterDeletion, FieldMap, type Mapping, SyncDirection } from '../../entities/mapping.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand, type Need } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'
import { Filter } from '../outgoing/fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { checkFields } from './check-fields.ts'
import { existing } from './connection-state.ts'
import { compileItemFilter } from './item-filter.ts'
import { compileMappingFilter } from './mapping-filter.ts'
import { conflictsNeeded, removeMapping } from './remove-mapping.ts'

const Fields = z.array(FieldMap).max(100)

const Text = z.string().min(1).max(500)

const Query = z.string().trim().min(1).max(2_000).nullable()

export const createMapping = defineCommand({
  type: 'mapping.create',
  summary: 'Keep a project in step with a repository, a board, a database or a channel of a connected service',
  data: z.strictObject({
    id: NewEntityId,
    connectionId: Id,
    projectId: Id,
    containerId: Text.meta({ description: 'the id of the repository, board, database or channel' }),
    containerKey: Text,
    containerName: Text,
    containerUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable()
      .default(null),
    fields: Fields,
    filter: Filter.default(null),
    filterIn: Filter.default(null),
    query: Query.default(null),
    direction: SyncDirection.default('both'),
    comments: z.boolean().default(true),
    timeEntries: z.boolean().default(true),
    deletedThere: AfterDeletion.default('keep'),
    deletedHere: AfterDeletion.default('keep'),
    moves: SomeCodeMoves.default({}).meta({
      description: 'where tasks move when something happens to their branches and pull requests',
    }),
    enabled: z.boolean().default(true),
  }),
  needs: ({ id, connectionId, projectId, containerId, fields, moves }) => [
    { kind: 'mapping', ids: [id] },
    { kind: 'mapping', by: { connectionId, containerId } },
    { kind: 'mapping', by: { projectId, containerId } },
    { kind: 'connection', ids: [connectionId] },
    { kind: 'project', by: { id: projectId }, keep: true },
    ...choices(fields, projectId, moves),
  ],
  decide({ id, ...data }, context) {
    existing(context, data.connectionId, 'connectionId')
    context.get('project', data.projectId, 'projectId')
    allowMapping(context, data)
    refuseArchivedProject(context, data.projectId)
    const { connectionId, containerId } = data
    const known = context.findBy('mapping', { connectionId, containerId })
    if (known)
      throw new AppError('already_exists', `${data.containerKey} is mapped already`, {
        fields: [{ path: 'containerId', expected: 'one that is not mapped', code: 'already_exists' }],
        details: { mappingId: known.id },
      })
    // Two connections to one place would take what the other made for somebody's.
    const twin = context.findBy('mapping', { projectId: data.projectId, containerId })
    if (twin)
      throw new AppError(
        'already_exists',
        `the project is in step with ${twin.containerKey} already, over another connection; delete that mapping first, and what it has linked is taken up`,
        {
          fields: [{ path: 'containerId', expected: 'one that this project is not mapped to', code: 'already_exists' }],
          details: { mappingId: twin.id },
        },
      )
    check(context, data)
    const mapping: Mapping = {
      id: id ?? deriveId(context.commandId, 'mapping'),
      ...data,
      moves: withMoves(defaultCodeMoves, data.moves),
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'mapping', mapping, { type: 'mapping.created', projectId: data.projectId })
  },
})

export const updateMapping = defineCommand({
  type: 'mapping.update',
  summary: 'Change what of a mapping is kept in step, or switch it on or off',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    fields: Fields.optional(),
    filter: Filter.optional(),
    filterIn: Filter.optional(),
    query: Query.optional(),
    direction: SyncDirection.optional(),
    comments: z.boolean().optional(),
    timeEntries: z.boolean().optional(),
    deletedThere: AfterDeletion.optional(),
    deletedHere: AfterDeletion.optional(),
    moves: SomeCodeMoves.optional().meta({ description: 'those that are given; the others stay as they are' }),
    enabled: z.boolean().optional(),
  }),
  needs: ({ id }) => [
    { kind: 'mapping', ids: [id], write: true },
    { kind: 'project', of: { kind: 'mapping', field: 'projectId', ids: [id] } },
  ],
  more: ({ id, fields = [], moves = {} }, rows) => choices(fields, rows.find('mapping', id)?.projectId, moves),
  decide({ id, baseVersion, moves, ...rest }, context) {
    const mapping = context.get('mapping', id, 'id')
    const { projectId } = mapping
    const patch = { ...rest, ...(moves && { moves: withMoves(mapping.moves, moves) }) }
    allowMapping(context, { ...mapping, ...given(patch) })
    refuseArchivedProject(context, projectId)
    const { fields = [], filter = null, filterIn = null } = patch
    check(context, { projectId, fields, filter, filterIn, moves })
    const event = { type: 'mapping.updated' as const, projectId, baseVersion }
    return emitUpdate(context, 'mapping', id, patch as never, event)
  },
})

export const deleteMapping = defineCommand({
  type: 'mapping.delete',
  summary: 'Keep a project no longer in step; tasks and items stay as they are',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'mapping', ids: [id], write: true }, conflictsNeeded({ mappingId: id })],
  decide({ id }, context) {
    context.get('mapping', id, 'id')
    context.allow('integration.manage')
    return removeMapping(context, id)
  },
})

const given = <T extends object>(patch: T) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Mapping>

/** Whoever maps a project lets others change it: they have to be able to do that themselves. */
function allowMapping(
  context: CommandContext,
  {
    projectId,
    comments,
    timeEntries,
    deletedThere,
  }: Pick<Mapping, 'projectId' | 'comments' | 'timeEntries' | 'deletedThere'>,
): void {
  context.allow('integration.manage')
  for (const permission of ['task.create', 'task.edit', 'task.assign', 'task.complete'] as const)
    context.allow(permission, projectId)
  if (comments) context.allow('comment.create', projectId)
  if (timeEntries) context.allow('time.log', projectId)
  if (deletedThere === 'delete') context.allow('task.delete', projectId)
}

function check(
  context: CommandContext,
  mapping: Pick<Mapping, 'projectId' | 'fields' | 'filter' | 'filterIn'> & { moves?: SomeCodeMoves | undefined },
): void {
  for (const [when, to] of Object.entries(mapping.moves ?? {}))
    if (isStateId(to)) context.get('state', to, `moves.${when}`)
  checkFields(context, mapping.fields, mapping.projectId)
  if (mapping.filter !== null) compileMappingFilter(mapping.filter)
  if (mapping.filterIn !== null) compileItemFilter(mapping.filterIn)
}

const isStateId = (to: string | null | undefined): to is string => to?.includes('-') ?? false

/** What field maps and moves may name. */
const choices = (fields: readonly FieldMap[], projectId: string | undefined, moves: SomeCodeMoves): Need[] => [
  ...(fields.some(({ ours }) => ours.startsWith('customFields.')) ? [{ all: 'custom_field' } as const] : []),
  ...(fields.some(({ ours }) => ours === 'stateId') || Object.values(moves).some(isStateId)
    ? [{ all: 'state' } as const]
    : []),
  ...(projectId !== undefined && fields.some(({ ours }) => ours === 'cycleId')
    ? [{ kind: 'cycle', by: { projectId } } as const]
    : []),
  ...(projectId !== undefined && fields.some(({ ours }) => ours === 'milestoneId')
    ? [{ kind: 'milestone', by: { projectId } } as const]
    : []),
]
