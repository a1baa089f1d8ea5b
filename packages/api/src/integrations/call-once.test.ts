import { newId } from '@orchestrator/domain'
import { beginCall, createConnection } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { callOnce } from './call-once.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('work whose call another has taken meanwhile is ended, and the caller asks again', {
  timeout: 60_000,
}, async () => {
  const w = await stage.workspace()
  const { result } = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'memory', name: 'Memory', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  const call = { workspaceId: w.id, connectionId: result.id, id: newId(), action: 'writeNote' }
  const given = { store: w.store, logger: pino({ level: 'silent' }) }
  const work = async (_retry: boolean, signal: AbortSignal) => {
    // As if this process had stood still for longer than its lease.
    await w.store.write(w.id, (tx) => tx`update connection_calls set lease_until = now() where id = ${call.id}`)
    expect(await beginCall(w.store, call, 60_000)).toEqual({ state: 'mine', attempt: 2 })
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  await expect(callOnce(given, call, work)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await beginCall(w.store, call, 60_000)).toEqual({ state: 'busy' })
})
