import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImapServer, startImapServer, whyNoImap } from '../../../../../test/support/imap-server.ts'
import { idOf } from './collect.ts'
import { email } from './index.ts'
import { toProviderError } from './open-mailbox.ts'
import { EmailSession } from './session.ts'
import { EmailSettings } from './settings.ts'

const settings = { address: 'tasks@example.com', trust: 'from', host: '127.0.0.1', security: 'none' }
const missing = await whyNoImap()

const message = (n: number, more = '') =>
  `Message-ID: <m${n}@x>\r\nFrom: ada@acme.org\r\nTo: tasks@example.com\r\nSubject: Number ${n}\r\n${more}\r\nHello ${n}\r\n`

describe.skipIf(missing !== null)(
  `a mailbox on a server that others wrote${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let server: ImapServer
    beforeAll(async () => {
      server = await startImapServer()
    }, 300_000)
    afterAll(() => server?.close())

    const open = (credentials: Record<string, string> = { user: server.user, password: server.password }, more = {}) =>
      new EmailSession({
        credentials,
        settings: { ...settings, port: server.port, ...more },
        policy: { allowPrivateHosts: ['127.0.0.1'] },
      })
    const flags = () =>
      server.with(async (client) => {
        const all = await client.fetchAll('1:*', { flags: true, envelope: true })
        return Object.fromEntries(all.map((one) => [one.envelope?.subject, one.flags?.has('\\Seen') === true]))
      })
    const ids = (page: Awaited<ReturnType<EmailSession['collect']>>) =>
      page.deliveries.map(({ deliveryId }) => deliveryId)

    test('what was there before is left alone; what comes is read once, marked when it is kept, and never deleted', async () => {
      await server.append(message(1))
      const session = open()
      expect(await session.check()).toMatchObject({ id: 'tasks@example.com' })
      const first = await session.collect(null)
      expect([ids(first), first.more]).toEqual([[], false])
      await server.append(message(2))
      await server.append(message(3))
      const second = await session.collect(first.cursor)
      expect(ids(second)).toEqual(['<m2@x>', '<m3@x>'])
      expect(await flags()).toMatchObject({ 'Number 2': false, 'Number 3': false })
      // As if the process had ended before it noted anything: the same again.
      expect(ids(await session.collect(first.cursor))).toEqual(['<m2@x>', '<m3@x>'])
      const kept = await session.kept(second.cursor)
      expect(await flags()).toMatchObject({ 'Number 1': false, 'Number 2': true, 'Number 3': true })
      expect(await session.kept(kept)).toBe(kept)
      const third = await session.collect(kept)
      expect(ids(third)).toEqual([])
      // Nothing has changed: nothing has to be noted.
      expect(third.cursor).toEqual(kept)
      const read = await email.inbox?.read(second.deliveries[0] as never, { ...settings, port: server.port })
      expect(read).toMatchObject({ id: '<m2@x>', subject: 'Number 2', text: 'Hello 2', containers: ['*'] })
    })

    test('more than fit into a page come in the next', async () => {
      const session = open()
      const { cursor } = await session.collect(null)
      for (let n = 10; n < 23; n++) await server.append(message(n))
      const page = await session.collect(cursor)
      expect([page.deliveries.length, page.more]).toEqual([10, true])
      const rest = await session.collect(page.cursor)
      expect([ids(rest), rest.more]).toEqual([['<m20@x>', '<m21@x>', '<m22@x>'], false])
      // All of them are yet to be marked.
      await session.kept(rest.cursor)
      expect(Object.values(await flags()).filter(Boolean).length).toBeGreaterThanOrEqual(13)
    })

    test('when the server numbers anew, messages of the last days are looked at again', async () => {
      const session = open()
      await server.append(message(30))
      const { cursor } = await session.collect(null)
      await server.startOver()
      await server.append(message(31))
      const page = await session.collect(cursor)
      expect(ids(page)).toContain('<m31@x>')
      expect(JSON.stringify(page.cursor)).not.toContain(JSON.parse(JSON.stringify(cursor)).uidValidity)
    })

    test('what goes wrong says what to do, and holds no password', async () => {
      const wrong = open({ user: server.user, password: 'wr0ng-4711' }).check()
      await expect(wrong).rejects.toMatchObject({ kind: 'unauthorized' })
      await expect(wrong).rejects.not.toThrow('4711')
      await expect(open({}).check()).rejects.toMatchObject({ kind: 'unauthorized' })
      await expect(open(undefined, { mailbox: 'Nowhere' }).check()).rejects.toMatchObject({ kind: 'not_found' })
      const signal = AbortSignal.abort()
      const gone = new EmailSession({
        credentials: { user: 'a', password: 'b' },
        settings: { ...settings, port: 1 },
        signal,
        policy: { allowPrivateHosts: ['127.0.0.1'] },
      })
      await expect(gone.check()).rejects.toMatchObject({ kind: 'unavailable' })
    })
  },
)

test.each([
  [{ authenticationFailed: true }, 'unauthorized'],
  [{ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED', responseStatus: 'NO' }, 'unauthorized'],
  [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE', responseStatus: 'NO' }, 'unavailable'],
  [{ authenticationFailed: true, serverResponseCode: 'LIMIT', responseStatus: 'NO' }, 'unavailable'],
  [
    { authenticationFailed: true, responseStatus: 'NO', responseText: 'Too many simultaneous connections.' },
    'unavailable',
  ],
  [{ serverResponseCode: 'INUSE', responseStatus: 'NO' }, 'unavailable'],
  [{ serverResponseCode: 'OVERQUOTA', responseStatus: 'NO' }, 'unavailable'],
  [{ serverResponseCode: 'NONEXISTENT', responseStatus: 'NO' }, 'not_found'],
])('what passes by itself waits for nobody: %o is %s', (cause, kind) => {
  const all = EmailSettings.parse({ ...settings, host: 'mail.example.com' })
  expect(toProviderError(Object.assign(new Error('refused'), cause), all).kind).toBe(kind)
})

test('copies of one message for two of our addresses are two deliveries, wherever else it went', () => {
  const options = { credentials: {}, settings }
  const id = (...to: string[]) =>
    idOf(Buffer.from(message(1, to.map((one) => `Delivered-To: ${one}\r\n`).join(''))), options)
  expect(id()).toBe('<m1@x>')
  expect(id('me@else.org')).toBe('<m1@x>')
  expect(id('tasks+bugs@example.com')).toBe(id('me@else.org', 'Tasks+Bugs@example.com'))
  expect(id('tasks+bugs@example.com')).not.toBe(id('tasks+ops@example.com'))
})

test('a mail server is no way to what is inside', async () => {
  const open = (more: object) =>
    new EmailSession({
      credentials: { user: 'a', password: 'b' },
      settings: { ...settings, security: 'tls', ...more },
    }).check()
  for (const host of ['127.0.0.1', 'localhost', '169.254.169.254', '10.0.0.1'])
    await expect(open({ host })).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('ORCHESTRATOR_HTTP_ALLOW_HOSTS'),
    })
  await expect(open({ host: 'example.com', port: 22 })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(open({ host: 'example.com', port: 143, security: 'none' })).rejects.toMatchObject({ kind: 'invalid' })
})
