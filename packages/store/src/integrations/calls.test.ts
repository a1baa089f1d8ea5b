import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { beginCall, endCall, keepCall } from './calls.ts'
import { createConnection } from './connections.ts'

let stage: TestStore
let w: TestWorkspace
let connectionId: string
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  const { result } = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'memory', name: 'Memory', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  connectionId = result.id
})
afterAll(() => stage?.close())

test('who stood still while another took the call neither renews nor frees nor ends it', async () => {
  const { store } = w
  const call = { workspaceId: w.id, connectionId, id: newId(), action: 'writeNote' }
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'mine', attempt: 1 })
  expect(await keepCall(store, call, 1, 60_000)).toBe(true)
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'busy' })
  await keepCall(store, call, 1, -1_000)
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'mine', attempt: 2 })

  expect(await keepCall(store, call, 1, -1_000)).toBe(false)
  await endCall(store, call, 1, undefined)
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'busy' })
  await endCall(store, call, 1, { by: 'the first' })
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'busy' })

  await endCall(store, call, 2, { by: 'the second' })
  await endCall(store, call, 1, { by: 'the first' })
  expect(await beginCall(store, call, 60_000)).toEqual({ state: 'done', output: { by: 'the second' } })
})
