import type { Route } from '../../http/route.ts'
import { getMe } from '../me/get.ts'
import { addMember } from '../members/create.ts'
import { removeMember } from '../members/delete.ts'
import { getMember } from '../members/get.ts'
import { listMembers } from '../members/list.ts'
import { updateMember } from '../members/update.ts'
import { getWorkspace } from '../workspace/get.ts'
import { updateWorkspace } from '../workspace/update.ts'

/** The routes of the workspace and its members. */
export const workspaceRoutes: readonly Route[] = [
  getWorkspace,
  updateWorkspace,
  getMe,
  listMembers,
  addMember,
  getMember,
  updateMember,
  removeMember,
]
