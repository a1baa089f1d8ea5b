import * as z from 'zod'
import { Color, StatusCategory } from '../../entities/state.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'

const Name = z.string().trim().min(1).max(60)
const Position = z.int().min(0).max(10_000)

export const createState = defineCommand({
  type: 'state.create',
  summary: 'Add a named state to one of the fixed categories',
  data: z.strictObject({
    id: NewEntityId,
    name: Name,
    category: StatusCategory,
    color: Color.default('#868e96'),
    position: Position.optional(),
  }),
  needs: () => [{ all: 'state' }],
  makes: ({ id }, commandId) => ({ kind: 'state', names: [id ?? deriveId(commandId, 'state')] }),
  decide(data, context) {
    context.allow('workspace.edit')
    checkName(context, data.name)
    const position = data.position ?? Math.max(-1, ...context.all('state').map((state) => state.position)) + 1
    const { id = deriveId(context.commandId, 'state'), ...rest } = data
    return emitInsert(
      context,
      'state',
      { id, ...rest, position, version: 1, createdAt: context.now, updatedAt: context.now },
      { type: 'state.created' },
    )
  },
})

export const updateState = defineCommand({
  type: 'state.update',
  summary: 'Change a state’s name, colour or place; its category stays, for tasks’ history keys on it',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    name: Name.optional(),
    color: Color.optional(),
    position: Position.optional(),
  }),
  needs: ({ id }) => [{ all: 'state' }, { kind: 'state', ids: [id], write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    const state = context.get('state', id, 'id')
    context.allow('workspace.edit')
    if (patch.name !== undefined && patch.name !== state.name) checkName(context, patch.name)
    return emitUpdate(context, 'state', id, patch as never, { type: 'state.updated', baseVersion })
  },
})

export const deleteState = defineCommand({
  type: 'state.delete',
  summary: 'Delete a state in which there is no task',
  data: z.strictObject({ id: Id }),
  // All are locked, so that two states which are each the other's last companion do not go together.
  needs: ({ id }) => [
    { all: 'state', write: true },
    { fact: 'state_task_count', id },
  ],
  decide({ id }, context) {
    const state = context.get('state', id, 'id')
    context.allow('workspace.edit')
    const tasks = context.fact('state_task_count', id)
    if (tasks > 0)
      throw new AppError('in_use', `${tasks} tasks are in this state; move them first`, { details: { tasks } })
    if (!context.all('state').some((other) => other.id !== id && other.category === state.category)) {
      throw new AppError('in_use', `it is the only state of category ${state.category}`)
    }
    return emitRemove(context, 'state', id, { type: 'state.deleted' })
  },
})

function checkName(context: CommandContext, name: string): void {
  if (context.findBy('state', { name })) throw new AppError('already_exists', `a state named ${name} exists`)
}
