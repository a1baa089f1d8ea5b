import { AppError, type Command, deriveId, newId, type Principal } from '@orchestrator/domain'
import { toAppError } from '../execute/database-errors.ts'
import { executeGroup } from '../execute/execute-group.ts'
import { prepareRequest } from '../execute/prepare.ts'
import type { Store } from '../store.ts'

export interface NewWorkspace {
  readonly slug: string
  readonly name: string
  /** IANA name. @default UTC */
  readonly timeZone?: string
  readonly owner: { readonly name: string; readonly email: string }
}

/**
 * Makes a workspace with its first ADMIN and the usual states.
 * @throws AppError `already_exists` when the slug is taken, `invalid_input`
 */
export async function createWorkspace(
  store: Store,
  input: NewWorkspace,
): Promise<{ workspaceId: string; memberId: string }> {
  const workspaceId = newId()
  const memberId = deriveId(workspaceId, 'owner')
  const principal: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null }
  const { owner, ...data } = input
  const command: Command = {
    id: newId(),
    type: 'workspace.create',
    data: { ...data, id: workspaceId, owner: { ...owner, id: memberId } },
  }
  const request = prepareRequest({ principal, commands: [command] })
  const outcome = await executeGroup(store.sql, workspaceId, [request], { founding: true }).then(
    ([first]) => first,
    (error: unknown) => Promise.reject(toAppError(error)),
  )
  if (!outcome?.ok) throw outcome?.error ?? new AppError('internal', 'the workspace was not made')
  store.announce('orchestrator_events')
  return { workspaceId, memberId }
}

/** The workspace with this slug, or null. */
export async function findWorkspace(store: Store, slug: string): Promise<string | null> {
  const rows = await store.sql<{ id: string }[]>`select id from find_workspace(${slug})`
  return rows[0]?.id ?? null
}
