import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { ProposableCommand } from '../../patches/operations/catalogue.ts'
import { Role } from '../../permissions.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name, NewEntityId } from '../fields.ts'

const fields = {
  name: Name,
  projectId: Id.nullable().meta({ description: 'only operations in this project; null: everywhere' }),
  agent: z.string().min(1).max(200).nullable().meta({ description: 'only patches of this agent; null: of any' }),
  commands: z.array(ProposableCommand).min(1).max(ProposableCommand.options.length),
  minConfidence: z.number().min(0).max(1),
  role: Role.meta({ description: 'the least role of the member for whom the agent acts' }),
  enabled: z.boolean(),
}

export const createPatchPolicy = defineCommand({
  type: 'patch_policy.create',
  summary: 'Let operations of agents’ patches be applied without a person, within the rights of whoever proposes them',
  data: z.strictObject({
    id: NewEntityId,
    name: fields.name,
    projectId: fields.projectId.default(null),
    agent: fields.agent.default(null),
    commands: fields.commands,
    minConfidence: fields.minConfidence,
    role: fields.role.default('CONTRIBUTOR'),
    enabled: fields.enabled.default(true),
  }),
  needs: (data) => [
    { kind: 'patch_policy', ids: [data.id] },
    { kind: 'patch_policy', by: { name: data.name } },
    { kind: 'project', ids: [data.projectId] },
  ],
  decide(data, context) {
    context.allow('patch.manage')
    checkPolicy(context, data)
    const { id = deriveId(context.commandId, 'patch_policy'), ...rest } = data
    const policy = { id, ...rest, version: 1, createdAt: context.now, updatedAt: context.now }
    return emitInsert(context, 'patch_policy', policy, { type: 'patch_policy.created', projectId: data.projectId })
  },
})

export const updatePatchPolicy = defineCommand({
  type: 'patch_policy.update',
  summary: 'Change a policy of patches, or switch it on or off',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, ...z.strictObject(fields).partial().shape }),
  needs: (data) => [
    { kind: 'patch_policy', ids: [data.id], write: true },
    ...(data.name === undefined ? [] : [{ kind: 'patch_policy', by: { name: data.name } } as const]),
    { kind: 'project', ids: [data.projectId] },
  ],
  decide({ id, baseVersion, ...patch }, context) {
    const policy = context.get('patch_policy', id, 'id')
    context.allow('patch.manage')
    checkPolicy(context, { id, ...patch })
    const projectId = patch.projectId === undefined ? policy.projectId : patch.projectId
    return emitUpdate(context, 'patch_policy', id, patch as never, {
      ...{ type: 'patch_policy.updated', projectId, baseVersion },
    })
  },
})

export const deletePatchPolicy = defineCommand({
  type: 'patch_policy.delete',
  summary: 'Delete a policy of patches; what it applied stays',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'patch_policy', ids: [id], write: true }],
  decide({ id }, context) {
    const { projectId } = context.get('patch_policy', id, 'id')
    context.allow('patch.manage')
    return emitRemove(context, 'patch_policy', id, { type: 'patch_policy.deleted', projectId })
  },
})

function checkPolicy(
  context: CommandContext,
  {
    id,
    name,
    projectId,
  }: { id?: string | undefined; name?: string | undefined; projectId?: string | null | undefined },
): void {
  const twin = name === undefined ? undefined : context.findBy('patch_policy', { name })
  if (twin && twin.id !== id)
    throw new AppError('already_exists', `a policy named ${name} exists`, {
      fields: [{ path: 'name', expected: 'a name that no other policy has', code: 'already_exists' }],
    })
  if (projectId) context.get('project', projectId, 'projectId')
}
