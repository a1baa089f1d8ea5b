// A short-lived process of `up`: brings the schema up to date, makes the first workspace and this machine's API key.
import { userInfo } from 'node:os'
import { deriveId, type Principal } from '@orchestrator/domain'
import {
  authenticateApiKey,
  createStore,
  createWorkspace,
  findWorkspace,
  migrate,
  mintApiKey,
  type Store,
} from '@orchestrator/store'
import { stepMain } from '../stack/run-step.ts'
import type { PrepareDatabaseInput, PrepareDatabaseResult } from './prepare-database.ts'

await stepMain(async (input: PrepareDatabaseInput): Promise<PrepareDatabaseResult> => {
  const { databaseUrl, masterKey, workspace: slug } = input
  const applied = await migrate({ databaseUrl, masterKey })
  const store = createStore({ databaseUrl, masterKey, role: 'app', connections: 2, name: 'orchestrator up' })
  try {
    const found = await findWorkspace(store, slug)
    const workspaceId = found ?? (await makeWorkspace(store, slug))
    const apiKey = await usableKey(store, workspaceId, input.apiKey)
    return { applied, workspaceId, workspaceMade: found === null, apiKey }
  } finally {
    await store.close()
  }
})

async function makeWorkspace(store: Store, slug: string): Promise<string> {
  const { workspaceId } = await createWorkspace(store, {
    slug,
    name: slug === 'local' ? 'Local' : slug,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    owner: { name: nameOfUser(), email: 'owner@orchestrator.local' },
  })
  return workspaceId
}

async function usableKey(store: Store, workspaceId: string, known: string | undefined): Promise<string> {
  if (known !== undefined) {
    const principal = await authenticateApiKey(store, known).catch(() => undefined)
    if (principal?.workspaceId === workspaceId) return known
  }
  const memberId = deriveId(workspaceId, 'owner')
  const owner: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null }
  return (await mintApiKey(store, owner, { name: 'This machine' })).key
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'Owner'
  }
}
