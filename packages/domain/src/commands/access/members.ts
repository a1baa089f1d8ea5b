import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { Role } from '../../permissions.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name, NewEntityId } from '../fields.ts'

export const addMember = defineCommand({
  type: 'member.add',
  summary: 'Add a member to the workspace',
  data: z.strictObject({ id: NewEntityId, name: Name, email: z.email().max(320).toLowerCase(), role: Role }),
  needs: (data) => [
    { kind: 'member', by: { email: data.email } },
    { kind: 'member', ids: [data.id] },
  ],
  decide(data, context) {
    context.allow('member.manage')
    if (context.findBy('member', { email: data.email, removedAt: null }))
      throw new AppError('already_exists', 'a member with this e-mail address exists')
    const { id = deriveId(context.commandId, 'member'), ...rest } = data
    const member = { id, ...rest, removedAt: null, version: 1, createdAt: context.now, updatedAt: context.now }
    return emitInsert(context, 'member', member, { type: 'member.added' })
  },
})

export const updateMember = defineCommand({
  type: 'member.update',
  summary: 'Change a member’s name or role',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, name: Name.optional(), role: Role.optional() }),
  needs: ({ id }) => [
    { kind: 'member', ids: [id], write: true },
    { fact: 'other_admin_count', id },
  ],
  decide({ id, baseVersion, ...patch }, context) {
    const member = context.get('member', id, 'id')
    context.allow('member.manage')
    if (member.removedAt) throw new AppError('invalid_state', 'the member has left the workspace')
    if (patch.role !== undefined && patch.role !== 'ADMIN') keepAnAdmin(context, id)
    return emitUpdate(context, 'member', id, patch as never, { type: 'member.updated', baseVersion })
  },
})

export const removeMember = defineCommand({
  type: 'member.remove',
  summary: 'Take a member out of the workspace; their keys and automations stop working',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'member', ids: [id], write: true },
    { fact: 'other_admin_count', id },
  ],
  decide({ id }, context) {
    const member = context.get('member', id, 'id')
    context.allow('member.manage')
    keepAnAdmin(context, id)
    const removedAt = member.removedAt ?? context.now
    return emitUpdate(context, 'member', id, { removedAt }, { type: 'member.removed' })
  },
})

function keepAnAdmin(context: CommandContext, id: string): void {
  if (context.get('member', id).role === 'ADMIN' && context.fact('other_admin_count', id) === 0) {
    throw new AppError('invalid_state', 'a workspace keeps at least one ADMIN')
  }
}
