import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import type { Store } from '../store.ts'
import { createConnection, findConnection, readConnection, readCredentials, replaceCredentials } from './connections.ts'
import { type CredentialsRefresh, withFreshCredentials } from './fresh-credentials.ts'
import type { Credentials } from './sealed-connection.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const keyOf = () => stage.database.masterKey
const given = {
  ...{ provider: 'github', name: 'GitHub', auth: 'oauth2' as const, scopes: ['repo'], settings: {} },
  account: { id: '1', name: 'acme', url: null },
}
const past = '2020-01-01T00:00:00.000Z'

async function connect(w: TestWorkspace, credentials: Credentials): Promise<string> {
  return (await createConnection(w.store, keyOf(), w.owner, { ...given, name: newId(), credentials })).result.id
}

/** A service that takes each refresh token once. */
function rotating(first: string) {
  let [valid, asked] = [first, 0]
  const refresh: CredentialsRefresh = {
    async refresh({ refreshToken }) {
      asked++
      await new Promise((resolve) => setTimeout(resolve, 30))
      if (refreshToken !== valid) throw new Error('invalid_grant')
      valid = `refresh-${asked + 1}`
      return { accessToken: `access-${asked}`, refreshToken: valid, expiresAt: '2099-01-01T00:00:00.000Z' }
    },
    refused: (error) => ((error as Error).message === 'invalid_grant' ? 'the refresh token is not valid' : null),
  }
  return { refresh, asked: () => asked }
}
const fresh = (store: Store, w: TestWorkspace, id: string, refresh: CredentialsRefresh, failed?: string) =>
  withFreshCredentials(store, keyOf(), w.id, id, refresh, failed)

/** One that answers when it may. */
function held(refresh: CredentialsRefresh) {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow: CredentialsRefresh = {
    ...refresh,
    async refresh(credentials) {
      asked.resolve()
      await go.promise
      return refresh.refresh(credentials)
    },
  }
  return { slow, asked: asked.promise, go: go.resolve }
}

const leasesOf = async (w: TestWorkspace, id: string) =>
  (await w.store.read(w.id, (tx) => tx`select 1 from connections where id = ${id} and refresh_lease_until > now()`))
    .length

test('credentials are stored encrypted, told in no event, and open in their own place alone', async () => {
  const [w, other] = [await stage.workspace(), await stage.workspace()]
  const id = await connect(w, { token: 'ghp_very_secret' })
  expect(await readCredentials(w.store, keyOf(), w.id, id)).toEqual({ token: 'ghp_very_secret' })
  expect(await findConnection(w.store, id)).toBe(w.id)
  expect(await findConnection(w.store, newId())).toBeNull()
  expect(await readConnection(other.store, { masterKey: keyOf(), workspaceId: other.id, connectionId: id })).toBeNull()
  expect(await refusal(readCredentials(other.store, keyOf(), other.id, id))).toBe('not_found')
  const rows = await w.store.read(w.id, (tx) => tx`select to_jsonb(c)::text as row from connections c where id = ${id}`)
  const { secret } = (await readConnection(w.store, { masterKey: keyOf(), workspaceId: w.id, connectionId: id })) ?? {}
  expect(secret).toHaveLength(43)
  const everywhere = JSON.stringify(rows) + JSON.stringify(await w.events())
  for (const told of ['very_secret', secret as string, 'sealed']) {
    if (told !== 'sealed') expect(everywhere).not.toContain(told)
    expect(JSON.stringify(await w.events())).not.toContain(told)
  }
  const second = await connect(w, { token: 'x' })
  await w.store.write(
    w.id,
    (tx) =>
      tx`update connections set sealed_credentials = (select sealed_credentials from connections where id = ${id}) where id = ${second}`,
  )
  expect(await refusal(readCredentials(w.store, keyOf(), w.id, second))).toBe('internal')
})

test('connecting anew replaces what was given, keeps the secret and ends the trouble; disconnecting forgets both', async () => {
  const w = await stage.workspace()
  const manager = await w.member('MANAGER')
  const id = await connect(w, { token: 'old' })
  const place = { masterKey: keyOf(), workspaceId: w.id, connectionId: id }
  const before = await readConnection(w.store, place)
  const trouble = { code: 'unauthorized' as const, message: 'revoked', action: 'connect anew' }
  await w.run('connection.report_trouble', { id, ...trouble, attention: true })
  const { provider: _p, name: _n, ...connected } = given
  await replaceCredentials(w.store, keyOf(), manager, { id, ...connected, credentials: { token: 'new' } })
  const after = await readConnection(w.store, place)
  expect(after).toMatchObject({ status: 'active', ownerId: manager.actor.memberId, credentials: { token: 'new' } })
  expect(after?.secret).toBe(before?.secret)
  await w.run('connection.disconnect', { id })
  expect(await readConnection(w.store, place)).toMatchObject({ credentials: null, secret: null })
  expect(await refusal(readCredentials(w.store, keyOf(), w.id, id))).toBe('invalid_state')
  await replaceCredentials(w.store, keyOf(), w.owner, { id, ...connected, credentials: { token: 'again' } })
  expect((await readConnection(w.store, place))?.secret).not.toBe(before?.secret)
})

test('of many that find a token expired, in two processes, one asks; all get what it stored', async () => {
  const w = await stage.workspace()
  const second = stage.open()
  const id = await connect(w, { accessToken: 'access-0', refreshToken: 'refresh-1', expiresAt: past })
  const service = rotating('refresh-1')
  const asks = Array.from({ length: 20 }, (_, n) => fresh(n % 2 ? second : w.store, w, id, service.refresh))
  const answers = await Promise.all(asks)
  expect(new Set(answers.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-1']))
  expect(service.asked()).toBe(1)
  expect(await readCredentials(second, keyOf(), w.id, id)).toMatchObject({ refreshToken: 'refresh-2' })
  // Refused before its end: who brings the refused token asks, who has the new one does not.
  const again = await Promise.all([
    fresh(w.store, w, id, service.refresh, 'access-1'),
    fresh(second, w, id, service.refresh, 'access-1'),
    fresh(second, w, id, service.refresh, 'access-0'),
  ])
  expect(again.slice(0, 2).map(({ accessToken }) => accessToken)).toEqual(['access-2', 'access-2'])
  expect(service.asked()).toBe(2)
})

test('a refresh that hangs blocks nobody: no lock is held, and what still works is used', async () => {
  const w = await stage.workspace()
  const second = stage.open()
  const soon = new Date(Date.now() + 50_000).toISOString()
  const id = await connect(w, { accessToken: 'access-0', refreshToken: 'refresh-1', expiresAt: soon })
  const service = rotating('refresh-1')
  const { slow, asked, go } = held(service.refresh)
  const first = fresh(w.store, w, id, slow)
  await asked
  const others = await Promise.all([fresh(w.store, w, id, slow), fresh(second, w, id, slow)])
  expect(others.map(({ accessToken }) => accessToken)).toEqual(['access-0', 'access-0'])
  const open = () => stage.store.sql`
    select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`
  await expect.poll(open, { timeout: 20_000 }).toHaveLength(0)
  // Whoever was refused with these waits for the new ones, and asks for none.
  const refused = fresh(second, w, id, slow, 'access-0')
  await w.run('connection.pause', { id })
  await w.run('connection.resume', { id })
  go()
  const answers = await Promise.all([first, refused])
  expect(answers.map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-1'])
  expect([service.asked(), await leasesOf(w, id)]).toEqual([1, 0])
})

test('a process that ends while the service is asked leaves its lease to expire; until then nobody asks', async () => {
  const w = await stage.workspace()
  const second = stage.open()
  const id = await connect(w, { accessToken: 'a', refreshToken: 'refresh-1', expiresAt: past })
  const service = rotating('refresh-1')
  // As one that was killed: it has the lease, and says nothing more.
  await w.store.write(
    w.id,
    (tx) => tx`
      update connections set refresh_lease = ${newId()}, refresh_lease_until = now() + interval '1 hour' where id = ${id}`,
  )
  let done = false
  const waiting = fresh(second, w, id, service.refresh).finally(() => {
    done = true
  })
  await pause(500)
  expect([done, service.asked()]).toEqual([false, 0])
  await w.store.write(w.id, (tx) => tx`update connections set refresh_lease_until = now() where id = ${id}`)
  expect(await waiting).toMatchObject({ accessToken: 'access-1' })
  expect([service.asked(), await leasesOf(w, id)]).toEqual([1, 0])
  // One that fails gives it back at once.
  const failing = { ...service.refresh, refresh: () => Promise.reject(new Error('away')) }
  await expect(fresh(second, w, id, failing, 'access-1')).rejects.toThrow('away')
  expect(await leasesOf(w, id)).toBe(0)
  expect(await fresh(w.store, w, id, service.refresh, 'access-1')).toMatchObject({ accessToken: 'access-2' })
})

test('what a person gives while the service is asked stays', async () => {
  const w = await stage.workspace()
  const id = await connect(w, { accessToken: 'a', refreshToken: 'refresh-1', expiresAt: past })
  const service = rotating('refresh-1')
  const refresh: CredentialsRefresh = {
    ...service.refresh,
    async refresh(credentials) {
      const { provider: _p, name: _n, ...connected } = given
      await replaceCredentials(stage.store, keyOf(), w.owner, {
        id,
        ...connected,
        credentials: { accessToken: 'theirs' },
      })
      return service.refresh.refresh(credentials)
    },
  }
  expect(await fresh(w.store, w, id, refresh)).toEqual({ accessToken: 'theirs' })
})

test('a refusal for good is the connection’s trouble and waits for a person; any other error is none', async () => {
  const w = await stage.workspace()
  const id = await connect(w, { accessToken: 'a', refreshToken: 'used', expiresAt: past })
  const away: CredentialsRefresh = {
    refresh: () => Promise.reject(new Error('away')),
    refused: () => null,
  }
  await expect(fresh(w.store, w, id, away)).rejects.toThrow('away')
  expect((await w.events()).map(({ type }) => type)).not.toContain('connection.trouble')
  // It is told also when whose connection it is has left.
  await w.run('member.remove', { id: w.owner.actor.memberId }, await w.member('ADMIN'))
  await expect(fresh(w.store, w, id, rotating('refresh-1').refresh)).rejects.toThrow('invalid_grant')
  const told = (await w.events()).filter(({ type }) => type === 'connection.trouble')
  expect(told).toMatchObject([
    {
      actor: { type: 'connection', id, memberId: w.owner.actor.memberId },
      connection: { status: 'attention', trouble: { code: 'unauthorized', message: 'the refresh token is not valid' } },
    },
  ])
  expect(JSON.stringify(told)).not.toContain('"used"')
})

// Last: no connection of anybody survives it.
test('what a service answered is stored also when the database drops the connection meanwhile', async () => {
  const w = await stage.workspace()
  const id = await connect(w, { accessToken: 'a', refreshToken: 'refresh-1', expiresAt: past })
  const service = rotating('refresh-1')
  const owner = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
  let ended = 0
  const refresh: CredentialsRefresh = {
    ...service.refresh,
    async refresh(credentials) {
      const answer = await service.refresh.refresh(credentials)
      const rows = await owner`
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
      ended = rows.length
      return answer
    },
  }
  expect(await fresh(w.store, w, id, refresh)).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-2' })
  expect(ended).toBeGreaterThan(0)
  expect(await readCredentials(stage.open(), keyOf(), w.id, id)).toMatchObject({ refreshToken: 'refresh-2' })
  await owner.end()
})
