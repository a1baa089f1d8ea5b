import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('the headers that were given for one service are not sent to another', async () => {
  const w = await stage.workspace()
  const id = newId()
  await w.run('webhook_endpoint.create', {
    id,
    url: 'https://one.example.com/hooks',
    headerNames: ['authorization'],
    sealedSecrets: 'v1.secret',
    sealedHeaders: 'v1.headers',
  })
  const stored = async () => {
    const rows = await w.store.read(
      w.id,
      (tx) =>
        tx<
          { headerNames: string[]; sealedHeaders: string | null }[]
        >`select header_names, sealed_headers from webhook_endpoints where workspace_id = ${w.id} and id = ${id}`,
    )
    return rows[0]
  }
  await w.run('webhook_endpoint.update', { id, url: 'https://one.example.com/other' })
  expect(await stored()).toEqual({ headerNames: ['authorization'], sealedHeaders: 'v1.headers' })
  await w.run('webhook_endpoint.update', { id, url: 'https://two.example.com/hooks' })
  expect(await stored()).toEqual({ headerNames: [], sealedHeaders: null })
})
