import { type AddressInfo, connect, createServer } from 'node:net'
import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { createStore } from '../store.ts'
import { authenticateApiKey, mintApiKey } from './api-keys.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const tag = (): Command => ({ id: newId(), type: 'tag.create', data: { name: newId() } })

test('a key acts for its member within its scopes', async () => {
  const member = await w.member('CONTRIBUTOR')
  const { id, key } = await mintApiKey(w.store, w.owner, {
    name: 'ci',
    memberId: member.actor.memberId,
    scopes: ['task.edit'],
  })
  const principal = await authenticateApiKey(w.store, key)
  expect(principal).toEqual({
    workspaceId: w.id,
    actor: { type: 'api_key', id, memberId: member.actor.memberId },
    scopes: ['task.edit'],
  })
  expect(await refusal(w.store.execute(principal, [tag()]))).toBe('nothing')
  expect(
    await refusal(
      w.store.execute(principal, [
        { id: newId(), type: 'task.create', data: { projectId: await w.project(), title: 'x' } },
      ]),
    ),
  ).toBe('forbidden')
  const event = (await w.events()).findLast((one) => one.type === 'tag.created')
  expect(event?.actor).toEqual(principal.actor)
})

test('a key whose first answer was lost with its connection is shown all the same, and a repeated request is told no', async () => {
  const url = new URL(stage.database.databaseUrl)
  const database = { host: url.hostname, port: Number(url.port) }
  let lost = 0
  const proxy = createServer((client) => {
    const server = connect(database)
    client.on('data', (data) => server.write(data)).on('close', () => server.destroy())
    server.on('data', (data) => (data.includes('COMMIT') && ++lost === 1 ? client.destroy() : client.write(data)))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  url.port = String((proxy.address() as AddressInfo).port)
  const store = createStore({ ...stage.database, databaseUrl: url.href, role: 'app', connections: 1 })
  const request = { name: 'a', commandId: newId(), idempotency: { id: newId(), request: 'a key please' } }
  const { key } = await mintApiKey(store, w.owner, request)
  await store.close()
  proxy.close()
  expect(lost).toBe(2)
  expect(await refusal(w.store.execute(await authenticateApiKey(w.store, key), [tag()]))).toBe('nothing')
  expect(await refusal(mintApiKey(w.store, w.owner, request))).toBe('command_conflict')
})

/** There may be a `_` in it, too. */
const secretOf = (key: string) => key.slice(-43)

test('its secret is stored nowhere: not in its row, not in the log, not in the ledger', async () => {
  const { key } = await mintApiKey(w.store, w.owner, { name: 'canary' })
  const secret = secretOf(key)
  const tables = ['api_keys', 'events', 'commands']
  for (const table of tables) {
    const rows = await w.store.read(w.id, (tx) =>
      tx.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${table} t`),
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([])
  }
  const created = (await w.events()).findLast((one) => one.type === 'api_key.created')
  expect(JSON.stringify(created)).not.toContain('secretHash')
})

test('an unknown, malformed, wrong, revoked or expired key is answered alike', async () => {
  const { id, key } = await mintApiKey(w.store, w.owner, { name: 'a' })
  const other = await mintApiKey(w.store, w.owner, { name: 'b' })
  const swapped = `${key.slice(0, -secretOf(key).length)}${secretOf(other.key)}`
  const expiring = await mintApiKey(w.store, w.owner, {
    name: 'c',
    expiresAt: new Date(Date.now() + 2_000).toISOString(),
  })
  const early = await authenticateApiKey(w.store, expiring.key)
  await w.run('api_key.revoke', { id })
  await expect.poll(() => refusal(authenticateApiKey(w.store, expiring.key))).toBe('unauthenticated')
  const bad = [
    '',
    'orc_',
    'Bearer x',
    `orc_${'0'.repeat(32)}_${'A'.repeat(43)}`,
    swapped,
    key,
    expiring.key,
    `${other.key} `,
    `${other.key}A`,
    other.key.replace('orc_', 'ORC_'),
  ]
  const errors = await Promise.all(
    bad.map((one) =>
      authenticateApiKey(w.store, one).catch((error: Error & { code: string }) => `${error.code}: ${error.message}`),
    ),
  )
  expect(new Set(errors)).toEqual(new Set(['unauthenticated: the API key is unknown, revoked or expired']))
  // Whoever was let in before is refused as well, by execute itself.
  expect(await refusal(w.store.execute(early, [tag()]))).toBe('unauthenticated')
})

test('a revoked key is refused in the very transaction, and revoking it again changes nothing', async () => {
  const { id, key } = await mintApiKey(w.store, w.owner, { name: 'a' })
  const principal = await authenticateApiKey(w.store, key)
  await w.run('api_key.revoke', { id })
  expect(await refusal(w.store.execute(principal, [tag()]))).toBe('unauthenticated')
  const before = await w.events()
  await w.run('api_key.revoke', { id })
  expect(await w.events()).toEqual(before)
})

test('the keys of a member who left do not work', async () => {
  const member = await w.member('MANAGER')
  const { key } = await mintApiKey(w.store, w.owner, { name: 'a', memberId: member.actor.memberId })
  const principal = await authenticateApiKey(w.store, key)
  await w.run('member.remove', { id: member.actor.memberId })
  expect(await refusal(w.store.execute(principal, [tag()]))).toBe('forbidden')
})

test('only who may manage keys makes one, for members of the own workspace alone', async () => {
  const [manager, stranger] = [await w.member('MANAGER'), await stage.workspace()]
  expect(await refusal(mintApiKey(w.store, manager, { name: 'x' }))).toBe('forbidden')
  expect(await refusal(mintApiKey(w.store, w.owner, { name: 'x', memberId: stranger.owner.actor.memberId }))).toBe(
    'not_found',
  )
})

test('a key of another workspace cannot be used in this one', async () => {
  const stranger = await stage.workspace()
  const { key } = await mintApiKey(stranger.store, stranger.owner, { name: 'x' })
  const principal = await authenticateApiKey(w.store, key)
  expect(principal.workspaceId).toBe(stranger.id)
  expect(await refusal(w.store.execute({ ...principal, workspaceId: w.id }, [tag()]))).toBe('forbidden')
  // Nor with the name of a member of this workspace.
  const forged = { ...principal, workspaceId: w.id, actor: { ...principal.actor, memberId: w.owner.actor.memberId } }
  expect(await refusal(w.store.execute(forged, [tag()]))).toBe('unauthenticated')
})
