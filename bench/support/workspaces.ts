import { type Command, newId, type Principal } from '@orchestrator/domain'
import { createWorkspace, type Store } from '@orchestrator/store'

/** A workspace with one project, and its owner. */
export interface Place {
  readonly workspaceId: string
  readonly memberId: string
  readonly projectId: string
  readonly slug: string
  readonly principal: Principal
}

export async function makePlaces(store: Store, count: number, prefix: string): Promise<Place[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const slug = `${prefix}-${n}`
      const { workspaceId, memberId } = await createWorkspace(store, {
        slug,
        name: slug,
        owner: { name: 'Owner', email: 'owner@example.com' },
      })
      const principal: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null }
      const projectId = newId()
      await store.execute(principal, [command('project.create', { id: projectId, key: 'ABC', name: 'Project' })])
      return { workspaceId, memberId, projectId, slug, principal }
    }),
  )
}

export const command = (type: Command['type'], data: unknown): Command => ({ id: newId(), type, data }) as Command
