import * as z from 'zod'
import { deriveId, Id } from '../../ids.ts'
import { Role } from '../../permissions.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { checkMember } from '../task/validate.ts'

export const setProjectMember = defineCommand({
  type: 'project_member.set',
  summary: 'Give a member a role in a project, in place of their workspace role',
  data: z.strictObject({ projectId: Id, memberId: Id, role: Role }),
  needs: (data) => [
    { kind: 'project', ids: [data.projectId] },
    { kind: 'member', ids: [data.memberId] },
    { kind: 'project_member', by: { projectId: data.projectId, memberId: data.memberId }, write: true },
  ],
  decide(data, context) {
    context.get('project', data.projectId, 'projectId')
    context.allow('project.share', data.projectId)
    context.allowRole(data.role, data.projectId)
    refuseArchivedProject(context, data.projectId)
    checkMember(context, data.memberId, 'memberId')
    const existing = context.findBy('project_member', { projectId: data.projectId, memberId: data.memberId })
    const id = existing?.id ?? deriveId('project_member', data.projectId, data.memberId)
    if (existing?.role === data.role) return { kind: 'project_member', id, version: 1 }
    if (existing) context.update('project_member', id, { role: data.role })
    else context.insert('project_member', { id, ...data, createdAt: context.now, updatedAt: context.now })
    const projectMember = snapshotOf(context.get('project_member', id))
    context.emit({
      type: 'project_member.set',
      subject: { type: 'project_member', id },
      projectId: data.projectId,
      data: { projectMember },
    })
    return { kind: 'project_member', id, version: 1 }
  },
})

export const removeProjectMember = defineCommand({
  type: 'project_member.remove',
  summary: 'Take a role in a project back; the workspace role counts again',
  data: z.strictObject({ projectId: Id, memberId: Id }),
  needs: (data) => [
    { kind: 'project', ids: [data.projectId] },
    { kind: 'project_member', by: { projectId: data.projectId, memberId: data.memberId }, write: true },
  ],
  decide(data, context) {
    context.get('project', data.projectId, 'projectId')
    context.allow('project.share', data.projectId)
    refuseArchivedProject(context, data.projectId)
    const id = context.findBy('project_member', data)?.id ?? deriveId('project_member', data.projectId, data.memberId)
    return emitRemove(context, 'project_member', id, { type: 'project_member.removed', projectId: data.projectId })
  },
})
