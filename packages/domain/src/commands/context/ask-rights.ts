import { AppError } from '../../errors.ts'
import { isWithin, may, mayGive, type Rights } from '../../permissions.ts'
import type { CommandContext } from '../definition.ts'

type RightQuestions = Pick<CommandContext, 'allow' | 'allowRole' | 'allowScopes'>

/**
 * What decisions may ask of the rights with which somebody acts.
 * @param rights null: nobody asks for any, as for a workspace's first command or when time passes
 * @param why what an error says of a permission that is missing, beside its name
 */
export function askRights(rights: Rights | null, why?: string): RightQuestions {
  return {
    allow(permission, projectId = null) {
      if (rights === null || may(rights, permission, projectId)) return
      const where = why ?? (projectId ? ' in the project' : '')
      throw new AppError('forbidden', `this needs the permission ${permission}${where}`, { details: { permission } })
    },
    allowRole(role, projectId) {
      if (rights && !mayGive(rights, role, projectId))
        throw new AppError('forbidden', `the role ${role} is above your own in the project`)
    },
    allowScopes(scopes) {
      if (rights && !isWithin(rights, scopes))
        throw new AppError('forbidden', 'its scopes go beyond those with which you act; name scopes within them')
    },
  }
}
