import * as z from 'zod'
import { CustomFieldType, isWithoutRepeats } from '../../entities/custom-field.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name, NewEntityId } from '../fields.ts'

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,59}$/, 'a letter, then letters, digits or _, e.g. severity')
const Options = z.array(z.string().trim().min(1).max(200)).max(200).refine(isWithoutRepeats, 'each option once')
const ProjectIds = z.array(Id).max(1_000).nullable()
const choices = new Set(['select', 'multi_select'])

export const createCustomField = defineCommand({
  type: 'custom_field.create',
  summary: 'Add a field of your own to tasks',
  data: z.strictObject({
    id: NewEntityId,
    key: Key,
    name: Name,
    type: CustomFieldType,
    options: Options.default([]),
    required: z.boolean().default(false),
    projectIds: ProjectIds.default(null),
  }),
  needs: (data) => [{ all: 'custom_field' }, { kind: 'project', ids: data.projectIds ?? [] }],
  makes: ({ key }) => ({ kind: 'custom_field', names: [key] }),
  decide(data, context) {
    context.allow('workspace.edit')
    if (context.findBy('custom_field', { key: data.key }))
      throw new AppError('already_exists', `a custom field with the key ${data.key} exists`)
    if (choices.has(data.type) !== data.options.length > 0) throw wrongOptions(data.type)
    checkProjects(context, data.projectIds)
    const { id = deriveId(context.commandId, 'custom_field'), ...rest } = data
    return emitInsert(
      context,
      'custom_field',
      { id, ...rest, version: 1, createdAt: context.now, updatedAt: context.now },
      { type: 'custom_field.created' },
    )
  },
})

export const updateCustomField = defineCommand({
  type: 'custom_field.update',
  summary: 'Change a custom field; its key and type stay, for values depend on them',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    name: Name.optional(),
    options: Options.optional(),
    required: z.boolean().optional(),
    projectIds: ProjectIds.optional(),
  }),
  needs: (data) => [
    { kind: 'custom_field', ids: [data.id], write: true },
    { kind: 'project', ids: data.projectIds ?? [] },
  ],
  decide({ id, baseVersion, ...patch }, context) {
    const field = context.get('custom_field', id, 'id')
    context.allow('workspace.edit')
    if (patch.options && choices.has(field.type) !== patch.options.length > 0) throw wrongOptions(field.type)
    checkProjects(context, patch.projectIds ?? null)
    return emitUpdate(context, 'custom_field', id, patch as never, { type: 'custom_field.updated', baseVersion })
  },
})

export const deleteCustomField = defineCommand({
  type: 'custom_field.delete',
  summary: 'Delete a custom field; values that tasks have of it stay stored but can no longer be set',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'custom_field', ids: [id], write: true }],
  decide({ id }, context) {
    context.get('custom_field', id, 'id')
    context.allow('workspace.edit')
    return emitRemove(context, 'custom_field', id, { type: 'custom_field.deleted' })
  },
})

function checkProjects(context: CommandContext, projectIds: readonly string[] | null): void {
  for (const [index, projectId] of (projectIds ?? []).entries())
    context.get('project', projectId, `projectIds.${index}`)
}

const wrongOptions = (type: string) => {
  const expected = choices.has(type) ? 'at least one option' : `no options for a field of type ${type}`
  return new AppError('invalid_input', `options: ${expected}`, {
    fields: [{ path: 'options', expected, code: 'custom' }],
  })
}
