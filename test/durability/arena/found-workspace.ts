import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Command, newId, type Principal } from '@orchestrator/domain'
import { createStore, createWorkspace, mintApiKey, type Store } from '@orchestrator/store'

/** A workspace to work in. */
export interface Found {
  readonly slug: string
  readonly workspaceId: string
  readonly projectId: string
  readonly principal: Principal
  readonly apiKey: string
  readonly store: Store
  /** Makes a rule. */
  addRule(rule: { name: string; when: string; if: string | null; then: readonly object[] }): Promise<string>
}

/** Migrates an empty database and founds a workspace with a project and an API key. */
export async function foundWorkspace(access: { databaseUrl: string; masterKey: string }): Promise<Found> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../support/migrate-main.ts')], {
    env: { ...process.env, DATABASE_URL: access.databaseUrl, ORCHESTRATOR_MASTER_KEY: access.masterKey },
  })
  const store = createStore({ ...access, role: 'app', connections: 4, name: 'test' })
  const slug = 'durable'
  const { workspaceId, memberId } = await createWorkspace(store, {
    slug,
    name: 'Durable',
    owner: { name: 'Ada', email: 'ada@example.com' },
  })
  const principal: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null }
  const projectId = newId()
  await store.execute(principal, [
    { id: newId(), type: 'project.create', data: { id: projectId, key: 'DUR', name: 'Durable' } } as Command,
  ])
  const { key } = await mintApiKey(store, principal, { name: 'test' })
  return {
    ...{ slug, workspaceId, projectId, principal, apiKey: key, store },
    async addRule(rule) {
      const [applied] = await store.execute(principal, [
        { id: newId(), type: 'rule.create', data: rule } as unknown as Command,
      ])
      return applied?.result.id ?? ''
    },
  }
}
