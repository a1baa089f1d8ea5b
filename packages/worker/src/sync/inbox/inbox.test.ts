import { AppError, newId } from '@orchestrator/domain'
import { connectors, createMailSender, type MailSender, replyAddressOf } from '@orchestrator/integrations'
import {
  claimConnection,
  connectionHealth,
  createConnection,
  dueConnections,
  keepDelivery,
  leaveConnection,
  readReplyToken,
  type Store,
  type SyncClaim,
  signReplyToken,
  throttleConnection,
  throttledFor,
} from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ImapServer, startImapServer, whyNoImap } from '../../../../../test/support/imap-server.ts'
import { type MailServer, startMailServer } from '../../../../../test/support/mail-server.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { sendEmails } from '../../outgoing/mail/mailer.ts'
import { Budget } from '../limit-session.ts'
import { syncRound } from '../round.ts'
import type { SyncDeps } from '../sync-deps.ts'
import { Troubles } from '../trouble.ts'

const email = connectors['email'] as (typeof connectors)[string]

let stage: TestStore
let relay: Store
let server: MailServer
let sender: MailSender
beforeAll(async () => {
  stage = await openTestStore()
  relay = stage.open('relay', 2)
  server = await startMailServer()
  sender = createMailSender({ url: server.url, from: 'Orchestrator <no-reply@example.com>' })
})
afterAll(async () => {
  sender?.close()
  await server?.close()
  await stage?.close()
})

let w: TestWorkspace
let projectId: string
let ada: { memberId: string; address: string; principal: Awaited<ReturnType<TestWorkspace['member']>> }
beforeEach(async () => {
  w = await stage.workspace()
  projectId = await w.project()
  ada = await somebody('CONTRIBUTOR')
})

async function somebody(role: 'CONTRIBUTOR' | 'VIEWER') {
  const principal = await w.member(role)
  const { memberId } = principal.actor
  const [row] = await w.store.read(
    w.id,
    (tx) => tx<{ email: string }[]>`select email from members where id = ${memberId}`,
  )
  return { principal, memberId, address: row?.email ?? '' }
}

const base = { address: 'tasks@in.example.com', authServer: 'mx.in.example.com' }

async function connect(
  settings: Record<string, string | number | boolean> = {},
  credentials: Record<string, string> = {},
) {
  const all = { ...base, ...settings }
  const made = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'email', name: 'Mail', auth: 'token', account: { id: all.address, name: all.address, url: null } },
    ...{ scopes: [], settings: all, credentials },
  })
  const connectionId = made.result.id
  for (const containerId of ['bugs', '*'])
    await w.run('mapping.create', {
      ...{
        connectionId,
        projectId: containerId === 'bugs' ? projectId : await w.project(),
        containerId,
        containerKey: containerId,
      },
      ...{ containerName: containerId, fields: [], direction: 'in', comments: false },
    })
  return { connectionId, settings: all, credentials }
}

function depsOf(store: Store, credentials: Record<string, string>, replaced: Partial<SyncDeps> = {}): SyncDeps {
  const budget = new Budget({
    requests: { perSecond: 1_000, burst: 1_000 },
    writes: { perSecond: 1, burst: 1 },
    atOnce: 8,
  })
  return {
    ...{ store, connectors, pullEveryMs: 3_600_000, logger: pino({ level: 'silent' }), troubles: new Troubles(store) },
    openSession: async (_claim, { connection }, connector, signal) =>
      connector.open({
        credentials,
        settings: connection.settings,
        signal,
        policy: { allowPrivateHosts: ['127.0.0.1'] },
      }),
    budgetOf: () => budget,
    webhookOf: async () => null,
    replyNotice: (workspaceId, token) => readReplyToken(stage.database.masterKey, workspaceId, token),
    ...replaced,
  }
}

const round = (connectionId: string, deps: SyncDeps = depsOf(w.store, {})) =>
  syncRound(deps, { workspaceId: w.id, connectionId }, new AbortController().signal)

interface Written {
  readonly id?: string
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly text?: string
  readonly verified?: boolean
  readonly headers?: readonly string[]
}

const written = ({
  id = newId(),
  from = ada.address,
  to = 'tasks+bugs@in.example.com',
  subject = 'It fails',
  text = 'Always.',
  verified = true,
  headers = [],
}: Written) =>
  [
    ...(verified ? [`Authentication-Results: mx.in.example.com; dmarc=pass header.from=${from.split('@')[1]}`] : []),
    ...[`Message-ID: <${id}@mail>`, `From: Somebody <${from}>`, `To: ${to}`, `Subject: ${subject}`, ...headers],
    ...['', text, ''],
  ].join('\r\n')

async function deliver(connectionId: string, mail: Written, deliveryId: string = newId()) {
  const body = Buffer.from(written(mail))
  await keepDelivery(
    w.store,
    { workspaceId: w.id, connectionId },
    { deliveryId, headers: { 'content-type': 'message/rfc822' }, body },
  )
  return deliveryId
}

const rows = <T extends object>(query: Parameters<Store['read']>[1]) =>
  w.store.read(w.id, query).then((found) => [...(found as T[])])
const tasks = () =>
  rows<{ id: string; projectId: string; title: string; description: string; creatorId: string }>(
    (tx) =>
      tx`select id, project_id, title, description, creator_id from tasks where workspace_id = ${w.id} and deleted_at is null order by created_at, number`,
  )
const comments = () =>
  rows<{ taskId: string; body: string; authorId: string }>(
    (tx) =>
      tx`select task_id, body, author_id from comments where workspace_id = ${w.id} and deleted_at is null order by created_at, id`,
  )
const outcomes = async () =>
  (
    await rows<{ processedAt: string | null; error: string | null }>(
      (tx) =>
        tx`select processed_at, error from inbound_deliveries where workspace_id = ${w.id} order by received_at, delivery_id`,
    )
  ).map(({ processedAt, error }) => (processedAt === null ? 'open' : error))

test('a message becomes a task of its sender, once however often and by whichever way it comes, and an event', async () => {
  const { connectionId } = await connect()
  const mail = { id: 'one', subject: 'Re: It  fails', text: 'Always.\r\n\r\nSee below.' }
  for (let n = 0; n < 3; n++) await deliver(connectionId, mail)
  await round(connectionId)
  await deliver(connectionId, { ...mail, text: 'read otherwise by a later version' })
  await round(connectionId)
  expect(await tasks()).toMatchObject([
    { projectId, title: 'It fails', description: 'Always.\n\nSee below.', creatorId: ada.memberId },
  ])
  const told = (await w.events()).filter(({ type }) => type === 'email.received')
  expect(told).toMatchObject([
    {
      projectId,
      actor: { type: 'connection', id: connectionId },
      payload: { containerId: 'bugs', subject: 'Re: It fails', from: { address: ada.address } },
    },
  ])
  expect(await outcomes()).toEqual([null, null, null, null])
})

test('each project whose address it is to gets a task; what answers it is a comment there', async () => {
  const { connectionId } = await connect()
  await deliver(connectionId, { id: 'first', to: 'tasks+bugs@in.example.com, tasks@in.example.com' })
  await round(connectionId)
  const made = await tasks()
  expect(new Set(made.map((one) => one.projectId)).size).toBe(2)
  await deliver(connectionId, {
    id: 'second',
    subject: 'Re: It fails',
    text: 'Now more.\r\n\r\n> Always.',
    headers: ['References: <first@mail>'],
  })
  await round(connectionId)
  expect(await tasks()).toHaveLength(2)
  const task = made.find((one) => one.projectId === projectId)
  expect(await comments()).toEqual([{ taskId: task?.id, body: 'Now more.', authorId: ada.memberId }])
})

test('who is not known to have sent it, is no member, may not, or is a program, makes nothing', async () => {
  const { connectionId } = await connect()
  const viewer = await somebody('VIEWER')
  const ignored: [Written, string][] = [
    [{ verified: false }, 'nobody vouches'],
    [{ from: 'stranger@else.org' }, 'is no member'],
    [{ from: viewer.address }, 'task.create'],
    [{ headers: ['Auto-Submitted: auto-replied'] }, 'automatically'],
    [{ to: 'tasks+nothing@in.example.com' }, 'no project is mapped'],
    [{ to: 'else@else.org' }, 'none of the addresses'],
    [{ to: `tasks+r-${'a'.repeat(42)}@in.example.com` }, 'none of ours'],
  ]
  for (const [mail, why] of ignored) {
    const id = await deliver(connectionId, mail)
    await round(connectionId)
    const [found] = await rows<{ error: string | null; processedAt: string | null }>(
      (tx) => tx`select error, processed_at from inbound_deliveries where delivery_id = ${id}`,
    )
    expect(found?.processedAt).not.toBeNull()
    expect(found?.error).toContain(why)
  }
  expect(await tasks()).toEqual([])
  const told = (await w.events()).filter(({ type }) => type === 'email.received')
  expect(told.map((one) => (one as unknown as { payload: { ignored: string } }).payload.ignored)).toEqual([
    expect.stringContaining('is no member'),
    expect.stringContaining('no project is mapped'),
  ])
  // What cannot be read keeps none of the others.
  await keepDelivery(
    w.store,
    { workspaceId: w.id, connectionId },
    { deliveryId: 'odd', headers: { 'content-type': 'application/json' }, body: Buffer.from('{') },
  )
  await deliver(connectionId, {})
  await round(connectionId)
  expect(await tasks()).toHaveLength(1)
  const health = await w.store.read(w.id, (tx) => connectionHealth(tx, w.id, connectionId))
  expect(health.unreadableDeliveries).toMatchObject({ count: 1, lastError: expect.any(String) })
})

test('strangers may be let in: then the owner makes it, and who sent it is named', async () => {
  const { connectionId } = await connect({ allowStrangers: true })
  await deliver(connectionId, { from: 'stranger@else.org', verified: false })
  await round(connectionId)
  expect(await tasks()).toMatchObject([
    { creatorId: w.owner.actor.memberId, description: 'From Somebody (stranger@else.org):\n\nAlways.' },
  ])
})

test('an answer to a notification is a comment of who was told, from their address alone', async () => {
  const { connectionId, settings } = await connect()
  const task = await w.task(projectId, { assigneeId: ada.memberId, title: 'Talk' })
  const noticeId = newId()
  await relay.write(
    w.id,
    (tx) => tx`
      insert into notifications (workspace_id, id, member_id, kind, title, body, about, created_at)
      values (${w.id}, ${noticeId}, ${ada.memberId}, 'mentioned', 'You are mentioned on Talk', 'What now?', ${tx.json({ type: 'task', id: task })}, now())`,
  )
  const options = {
    logger: pino({ level: 'silent' }),
    masterKey: stage.database.masterKey,
    publicUrl: 'https://orc.example.com',
    domain: 'example.com',
  }
  await sendEmails({ ...options, store: relay, appStore: w.store, sender })
  const [mail] = server.received(ada.address)
  const replyTo = mail?.replyTo?.value[0]?.address ?? ''
  expect(replyTo).toBe(replyAddressOf({ ...base, catchAll: false }, signReplyToken(options.masterKey, w.id, noticeId)))
  expect(replyTo.split('@')[0]?.length).toBeLessThanOrEqual(64)
  expect(mail?.references).toBe(`<task-${task}@example.com>`)
  expect(settings.address).toBe('tasks@in.example.com')
  const answer = {
    to: replyTo.toUpperCase(),
    text: 'Do it.\r\n\r\nOn Mon, 30 Nov 2026 at 09:00, Orchestrator wrote:\r\n> What now?\r\n',
  }
  await deliver(connectionId, { ...answer, id: 'answer' })
  await deliver(connectionId, { ...answer, id: 'answer' })
  await deliver(connectionId, { ...answer, from: 'copied@else.org' })
  // In an answer to all, both addresses can be read.
  await deliver(connectionId, { ...answer, text: 'Do it not.', verified: false })
  await deliver(connectionId, { ...answer, headers: ['Auto-Submitted: auto-replied'] })
  await deliver(connectionId, { ...answer, text: '> What now?' })
  await round(connectionId)
  expect(await comments()).toEqual([{ taskId: task, body: 'Do it.', authorId: ada.memberId }])
  expect((await outcomes()).filter((one) => one !== null)).toEqual(
    expect.arrayContaining([
      'it is not from the address to which the notification went',
      expect.stringContaining('nobody vouches'),
      expect.stringContaining('automatically'),
      'nothing was written above what it quotes',
    ]),
  )
  // Of another workspace the same address is nothing.
  expect(readReplyToken(options.masterKey, newId(), replyTo.split('r-')[1]?.split('@')[0] ?? '')).toBeNull()
})

test('a message on which rounds end is given up, and those behind it are read; what it held is forgotten', async () => {
  const { connectionId } = await connect()
  await deliver(connectionId, { subject: 'Ends' }, 'a')
  await deliver(connectionId, { subject: 'Behind' }, 'b')
  const inbox = email.inbox as NonNullable<typeof email.inbox>
  let why: Error | null = new AppError('unavailable', 'not now')
  const read: typeof inbox.read = async (request, settings) => {
    if (why !== null && Buffer.from(request.body).includes('Ends')) throw why
    return inbox.read(request, settings)
  }
  const deps = { ...depsOf(w.store, {}), connectors: { email: { ...email, inbox: { ...inbox, read } } } }
  const ended = async () => {
    await round(connectionId, deps).catch(() => {})
    await w.store.write(
      w.id,
      (tx) =>
        tx`update connection_syncs set lease_until = null, throttled_until = null where connection_id = ${connectionId}`,
    )
  }
  // What passes is no fault of the message, however often.
  for (let n = 0; n < 8; n++) await ended()
  expect(await outcomes()).toEqual(['open', 'open'])
  why = new TypeError('a fault of ours')
  for (let n = 0; n < 8; n++) await ended()
  expect(await outcomes()).toEqual([expect.stringContaining('given up'), null])
  expect((await tasks()).map(({ title }) => title)).toEqual(['Behind'])
  const kept = await rows<{ body: Uint8Array }>(
    (tx) => tx`select body from inbound_deliveries where workspace_id = ${w.id}`,
  )
  expect(kept.map(({ body }) => body.length)).toEqual([0, 0])
})

test('wherever a round ends, the next one does what is left, and nothing twice', async () => {
  const { connectionId } = await connect()
  const sent = Array.from({ length: 4 }, (_, n) => ({ id: `m${n}`, subject: `Number ${n}` }))
  for (const mail of sent) await deliver(connectionId, mail, mail.id)
  let left = 0
  const ends = Symbol('ends') as unknown as Error
  const failing = (step: 'write' | 'execute'): Store => ({
    ...w.store,
    [step]: async (...input: never[]) => {
      const done = await (w.store[step] as (...given: never[]) => Promise<unknown>)(...input)
      // After it was done, and before anybody knows.
      if (left-- === 0) throw ends
      return done
    },
  })
  for (const step of ['execute', 'write'] as const)
    for (let at = 0; at < 6; at++) {
      left = at
      await round(connectionId, depsOf(failing(step), {})).catch((error: unknown) => {
        if (error !== ends) throw error
      })
      await w.store.write(
        w.id,
        (tx) =>
          tx`update connection_syncs set lease_until = null, throttled_until = null where connection_id = ${connectionId}`,
      )
      // As if none of it had been noted.
      for (const mail of sent)
        await w.store.write(
          w.id,
          (tx) => tx`
            update inbound_deliveries set processed_at = null, attempts = 0, body = ${Buffer.from(written(mail))}
            where workspace_id = ${w.id} and delivery_id = ${mail.id}`,
        )
    }
  await round(connectionId)
  expect((await tasks()).map(({ title }) => title).toSorted()).toEqual(['Number 0', 'Number 1', 'Number 2', 'Number 3'])
  expect((await w.events()).filter(({ type }) => type === 'email.received')).toHaveLength(4)
  expect(await outcomes()).toEqual([null, null, null, null])
})

const missing = await whyNoImap()
test.skipIf(missing !== null)(
  'a mailbox is looked at again and again; what came is marked, and stays',
  { timeout: 300_000 },
  async () => {
    let imap: ImapServer | undefined
    try {
      imap = await startImapServer()
      const { port, user, password } = imap
      const { connectionId, credentials } = await connect(
        { host: '127.0.0.1', port, security: 'none' },
        { user, password },
      )
      const deps = depsOf(w.store, credentials)
      const { restMs } = await round(connectionId, deps)
      expect(restMs).toBeGreaterThan(0)
      expect(restMs).toBeLessThanOrEqual(email.inbox?.everyMs({ ...base, host: '127.0.0.1' }) ?? 0)
      await imap.append(written({ id: 'one' }))
      // A process that ends between keeping and marking: the next one marks.
      const interrupted = {
        ...email,
        inbox: { ...(email.inbox as NonNullable<typeof email.inbox>), kept: () => Promise.reject(new Error('ended')) },
      }
      await round(connectionId, { ...deps, connectors: { email: interrupted } })
      const endLease = () =>
        w.store.write(
          w.id,
          (tx) =>
            tx`update connection_syncs set lease_until = null, throttled_until = null where connection_id = ${connectionId}`,
        )
      await endLease()
      expect(await tasks()).toEqual([])
      for (let n = 0; n < 2; n++) await round(connectionId, deps)
      expect(await tasks()).toMatchObject([{ title: 'It fails' }])
      const flags = await imap.with((client) => client.fetchAll('1:*', { flags: true, envelope: true }))
      expect(flags.find((one) => one.envelope?.subject === 'It fails')?.flags?.has('\\Seen')).toBe(true)
      // Another password: it waits for a person, who is told what to do.
      await round(connectionId, depsOf(w.store, { user, password: 'other' }))
      const [connection] = await rows<{ status: string; trouble: { code: string } }>(
        (tx) => tx`select status, trouble from connections where id = ${connectionId}`,
      )
      expect(connection).toMatchObject({ status: 'attention', trouble: { code: 'unauthorized' } })
      expect((await dueConnections(w.store, 1_000)).some((one) => one.connectionId === connectionId)).toBe(false)
    } finally {
      await imap?.close()
    }
  },
)

test('a rest that the service asks of somebody else goes on after a round that it did not disturb', async () => {
  const { connectionId } = await connect()
  const ref = { workspaceId: w.id, connectionId }
  const claim = await claimConnection(w.store, ref, 60_000)
  await throttleConnection(w.store, ref, 600_000)
  await leaveConnection(w.store, claim as SyncClaim, { synced: true, idle: false, throttledMs: 0 })
  expect(await throttledFor(w.store, ref)).toBeGreaterThan(300_000)
})
