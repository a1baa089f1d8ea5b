import { AppError } from '@orchestrator/domain'
import { ProviderError } from '@orchestrator/integrations'
import { createConnection } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { MemoryService } from '../../../../test/support/sync/memory-service.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { Budgets } from '../sync/limit-session.ts'
import { runAction } from './run-action.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('what the service says is answered, also where the owner cannot be told of it', async () => {
  const w = await stage.workspace()
  const { masterKey } = stage.database
  const { result } = await createConnection(w.store, masterKey, w.owner, {
    ...{ provider: 'memory', name: 'Memory', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  const whoami = {
    ...{ name: 'Who', summary: 'who it is', writes: false, input: z.strictObject({}), output: z.unknown() },
    run: async () => {
      throw new ProviderError('memory', 'unauthorized', 'the token was revoked')
    },
  }
  const connectors = { memory: { ...new MemoryService().connector, actions: { whoami } } }
  let told = 0
  const execute = async () => {
    told++
    throw new AppError('not_found', 'there is no such owner')
  }
  const deps = { masterKey, policy: {}, oauthClients: {}, connectors, budgets: new Budgets() }
  const call = { workspaceId: w.id, connectionId: result.id, action: 'whoami', input: {}, key: 'k', retry: false }
  const limits = { signal: new AbortController().signal, longestMs: 60_000, patienceMs: 60_000 }
  await expect(runAction({ ...deps, store: { ...w.store, execute } }, { ...call, ...limits })).rejects.toMatchObject({
    code: 'provider_unauthorized',
  })
  expect(told).toBe(1)
})
