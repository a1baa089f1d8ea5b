import { Member, Workspace } from '../../entities/workspace.ts'
import { changed, event } from './event.ts'

export const workspaceEvents = {
  'workspace.created': event('workspace.created', { workspace: Workspace }),
  'workspace.updated': event('workspace.updated', { workspace: Workspace, ...changed }),
  'member.added': event('member.added', { member: Member }),
  'member.updated': event('member.updated', { member: Member, ...changed }),
  'member.removed': event('member.removed', { member: Member, ...changed }),
}
