import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isWithin,
  may,
  mayGive,
  Permission,
  projectPermissions,
  type Rights,
  Role,
  rolePermissions,
} from './permissions.ts'

const roles = Role.options
const permission = fc.constantFrom(...Permission.options)
const project = fc.constantFrom('p1', 'p2', 'p3')
const rights: fc.Arbitrary<Rights> = fc.record({
  role: fc.constantFrom(...roles),
  projectRoles: fc.dictionary(project, fc.constantFrom(...roles)).map((entries) => new Map(Object.entries(entries))),
  scopes: fc.option(fc.subarray([...Permission.options]).map((scopes) => new Set(scopes))),
})

describe('the table', () => {
  test('each role includes the one below it, and more', () => {
    for (const [index, role] of roles.slice(0, -1).entries()) {
      const below = rolePermissions[roles[index + 1] as Role]
      expect([...below].filter((one) => !rolePermissions[role].has(one))).toEqual([])
      expect(rolePermissions[role].size).toBeGreaterThan(below.size)
    }
    expect(rolePermissions.ADMIN.size).toBe(Permission.options.length)
  })

  test('is this one: a change of it is a change of what customers agreed to', () => {
    const only = (role: Role, below?: Role) =>
      [...rolePermissions[role]].filter((one) => !below || !rolePermissions[below].has(one)).sort()
    expect(only('VIEWER')).toEqual(['approval.answer', 'inbox.manage', 'preference.edit', 'workspace.read'])
    expect(only('CONTRIBUTOR', 'VIEWER')).toEqual([
      'approval.request',
      'automation.run',
      'comment.create',
      'notification.send',
      'patch.propose',
      'patch.review',
      'task.assign',
      'task.complete',
      'task.create',
      'task.edit',
      'time.log',
    ])
    expect(only('MANAGER', 'CONTRIBUTOR')).toEqual([
      'audit.read',
      'automation.manage',
      'cycle.manage',
      'integration.manage',
      'integration.use',
      'milestone.manage',
      'patch.manage',
      'project.archive',
      'project.create',
      'project.edit',
      'project.share',
      'pull_request.create',
      'task.delete',
      'template.manage',
      'time.manage',
      'webhook.call',
    ])
    expect(only('ADMIN', 'MANAGER')).toEqual(['key.manage', 'member.manage', 'project.delete', 'workspace.edit'])
  })
})

describe('may', () => {
  test('scopes only narrow', () => {
    fc.assert(
      fc.property(rights, permission, fc.option(project), (narrowed, wanted, projectId) => {
        const whole = { ...narrowed, scopes: null }
        const allowed = may(narrowed, wanted, projectId)
        if (allowed) expect(may(whole, wanted, projectId)).toBe(true)
        expect(allowed).toBe(may(whole, wanted, projectId) && (narrowed.scopes === null || narrowed.scopes.has(wanted)))
      }),
    )
  })

  test('a role in a project replaces the workspace role there, narrower or wider, and nowhere else', () => {
    fc.assert(
      fc.property(rights, permission, fc.option(project), (given, wanted, projectId) => {
        const own = projectId === null ? undefined : given.projectRoles.get(projectId)
        const counts = own !== undefined && given.role !== 'ADMIN' && projectPermissions.has(wanted) ? own : given.role
        expect(may({ ...given, scopes: null }, wanted, projectId)).toBe(rolePermissions[counts].has(wanted))
        const elsewhere = new Map([...given.projectRoles].filter(([id]) => id === projectId))
        expect(may({ ...given, projectRoles: elsewhere }, wanted, projectId)).toBe(may(given, wanted, projectId))
      }),
    )
  })

  test('a workspace ADMIN is one in every project; a role in a project gives nothing of the workspace', () => {
    fc.assert(
      fc.property(rights, permission, project, (given, wanted, projectId) => {
        expect(may({ ...given, role: 'ADMIN', scopes: null }, wanted, projectId)).toBe(true)
        if (!projectPermissions.has(wanted)) {
          const wide = new Map([[projectId, 'ADMIN' as const]])
          expect(may({ ...given, projectRoles: wide, scopes: null }, wanted, projectId)).toBe(
            rolePermissions[given.role].has(wanted),
          )
        }
        const everywhere = new Map([[projectId, 'ADMIN' as const]])
        expect(may({ ...given, projectRoles: everywhere, scopes: null }, wanted, null)).toBe(
          rolePermissions[given.role].has(wanted),
        )
      }),
    )
  })
})

describe('giving on', () => {
  test('a role can be given exactly when it gives nothing that the giver has not in that project', () => {
    fc.assert(
      fc.property(rights, fc.constantFrom(...roles), project, (giver, role, projectId) => {
        const receiver: Rights = { role: 'VIEWER', projectRoles: new Map([[projectId, role]]), scopes: null }
        const whole = { ...giver, scopes: null }
        const excess = [...projectPermissions].filter(
          (one) => may(receiver, one, projectId) && !may(whole, one, projectId),
        )
        expect(mayGive(giver, role, projectId)).toBe(excess.length === 0)
      }),
    )
  })

  test('what is made with scopes can never do more than its maker can with theirs', () => {
    const scopes = fc.option(fc.subarray([...Permission.options]))
    fc.assert(
      fc.property(rights, scopes, fc.option(project), (maker, given, projectId) => {
        const made = { ...maker, scopes: given && new Set(given) }
        const excess = Permission.options.filter((one) => may(made, one, projectId) && !may(maker, one, projectId))
        if (isWithin(maker, given)) expect(excess).toEqual([])
        // The other way round it need not show: a role may lack what the scopes would allow.
        else expect(given === null || given.some((one) => !maker.scopes?.has(one))).toBe(true)
      }),
    )
  })
})
