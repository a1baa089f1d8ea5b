import * as z from 'zod'
import { Color } from '../../entities/state.ts'
import { TagName } from '../../entities/tag.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'

const Description = z.string().max(1_000)

export const createTag = defineCommand({
  type: 'tag.create',
  summary: 'Create a tag',
  data: z.strictObject({
    id: NewEntityId,
    name: TagName,
    color: Color.default('#868e96'),
    description: Description.default(''),
  }),
  needs: (data) => [
    { kind: 'tag', by: { name: data.name } },
    { kind: 'tag', ids: [data.id] },
  ],
  decide(data, context) {
    context.allow('task.edit')
    if (context.findBy('tag', { name: data.name }))
      throw new AppError('already_exists', `a tag named ${data.name} exists`)
    const { id = deriveId(context.commandId, 'tag'), ...rest } = data
    return emitInsert(
      context,
      'tag',
      { id, ...rest, version: 1, createdAt: context.now, updatedAt: context.now },
      { type: 'tag.created' },
    )
  },
})

export const updateTag = defineCommand({
  type: 'tag.update',
  summary: 'Change a tag’s colour or description; its name is what it is known by and stays',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    color: Color.optional(),
    description: Description.optional(),
  }),
  needs: ({ id }) => [{ kind: 'tag', ids: [id], write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    context.get('tag', id, 'id')
    context.allow('task.edit')
    return emitUpdate(context, 'tag', id, patch as never, { type: 'tag.updated', baseVersion })
  },
})

export const deleteTag = defineCommand({
  type: 'tag.delete',
  summary: 'Delete a tag that no task carries',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'tag', ids: [id], write: true },
    { fact: 'tag_task_count', id },
  ],
  decide({ id }, context) {
    context.get('tag', id, 'id')
    context.allow('workspace.edit')
    const tasks = context.fact('tag_task_count', id)
    if (tasks > 0)
      throw new AppError('in_use', `${tasks} tasks carry the tag; take it off them first`, { details: { tasks } })
    return emitRemove(context, 'tag', id, { type: 'tag.deleted' })
  },
})
