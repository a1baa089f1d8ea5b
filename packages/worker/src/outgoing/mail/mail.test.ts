import type { EmailMode } from '@orchestrator/domain'
import { createMailSender, type MailSender, requiresTls } from '@orchestrator/integrations'
import {
  readApprovalLink,
  readResubscribeLink,
  readUnsubscribeLink,
  type Store,
  signResubscribeLink,
  signUnsubscribeLink,
} from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../../../../../test/support/mail-server.ts'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { nextDigest, planOf } from './email-time.ts'
import { sendEmails } from './mailer.ts'

let stage: TestStore
let relay: Store
let server: MailServer
let sender: MailSender
const from = 'Orchestrator <no-reply@example.com>'
const logged: string[] = []
const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })

beforeAll(async () => {
  stage = await openTestStore()
  relay = stage.open('relay', 3)
  server = await startMailServer()
  sender = createMailSender({ url: server.url, from })
})
afterAll(async () => {
  sender?.close()
  await server?.close()
  await stage?.close()
})

const publicUrl = 'https://orc.example.com'
const send = (using: MailSender = sender) =>
  sendEmails({
    ...{ store: relay, appStore: stage.store, sender: using, logger, pauses: [0, 0] },
    ...{ masterKey: stage.database.masterKey, publicUrl, domain: 'example.com' },
  })

async function addressee(w: TestWorkspace) {
  const who = await w.member('CONTRIBUTOR')
  const { memberId } = who.actor
  const rows = await w.store.read(
    w.id,
    (tx) => tx<{ email: string }[]>`select email from members where id = ${memberId}`,
  )
  const prefer = (email: EmailMode, kind = 'message') =>
    w.run('notification_preferences.set', { memberId, kinds: { [kind]: { inbox: true, email } } }, who)
  return { who, memberId, address: rows[0]?.email ?? '', prefer }
}

interface Row {
  id: string
  status: string
  attempts: number
  unsure: boolean
  lastError: string | null
}
const emailsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Row[]>`select * from emails where workspace_id = ${w.id} order by created_at, id`)
/** Time passes: all that waits is due. */
const makeDue = (w: TestWorkspace) =>
  relay.write(w.id, (tx) => tx`update emails set next_at = now() where workspace_id = ${w.id} and next_at is not null`)
const message = (w: TestWorkspace, memberId: string, title: string) =>
  w.run('notification.send', { to: { memberId }, title })
const urlIn = (text: string | undefined, part: string) =>
  new RegExp(`${publicUrl}/${part}/([\\w-]+)`).exec(text ?? '')?.[1] ?? ''

test('a message goes out once, as text and HTML, with what people wrote as text, and a link to have no more', async () => {
  const w = await stage.workspace()
  const { memberId, address } = await addressee(w)
  const sent = await w.run('notification.send', {
    to: { memberId },
    title: 'Hello\r\nBcc: all@example.com',
    body: `a <b> & "c" @[Bob](member:${memberId})`,
    link: 'https://example.com/x',
  })
  await send()
  await send()
  const [mail, ...others] = server.received(address)
  expect(others).toEqual([])
  expect(mail?.subject).toBe('Hello Bcc: all@example.com')
  expect(mail?.headers.has('bcc')).toBe(false)
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(mail?.headers.get('x-auto-response-suppress')).toBe('All')
  expect(mail?.messageId).toMatch(/^<[0-9a-f-]{36}@example\.com>$/)
  expect(mail?.text).toContain('a <b> & "c" @Bob\n\nOpen: https://example.com/x')
  expect(mail?.html).toContain('a &lt;b&gt; &amp; &quot;c&quot; @Bob')
  expect(mail?.html).toMatch(/<a [^>]*href="https:\/\/example\.com\/x"[^>]*>Open<\/a>/)
  const raw = new Map(mail?.headerLines.map(({ key, line }) => [key, line]))
  expect(raw.get('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const token = urlIn(raw.get('list-unsubscribe')?.replace(/\s/g, ''), 'unsubscribe')
  expect(readUnsubscribeLink(stage.database.masterKey, token)).toEqual({
    ...{ workspaceId: w.id, memberId, kinds: ['message'] },
  })
  expect(mail?.text).toContain(`${publicUrl}/unsubscribe/${token}`)
  expect(await emailsOf(w)).toMatchObject([{ status: 'sent', attempts: 1, unsure: false, lastError: null }])
  expect(mail?.messageId).toContain((await emailsOf(w))[0]?.id)
  expect(sent.applied).toBe(true)
})

test('who is asked for an approval gets a link to answer, which is theirs', async () => {
  const w = await stage.workspace()
  const { memberId, address } = await addressee(w)
  const approval = (await w.run('approval.request', { title: 'Publish?', from: { memberIds: [memberId] } })).result.id
  await relay.write(
    w.id,
    (tx) => tx`
      insert into notifications (workspace_id, id, member_id, kind, title, body, about, created_at)
      values (${w.id}, ${approval}, ${memberId}, 'approval_requested', 'Approval asked: Publish?', '', ${tx.json({ type: 'approval', id: approval })}, now())`,
  )
  await send()
  const [mail] = server.received(address)
  expect(readApprovalLink(stage.database.masterKey, urlIn(mail?.text, 'approvals'))).toMatchObject({
    ...{ workspaceId: w.id, approvalId: approval, memberId },
  })
})

test('who wants none gets none; who wants a digest gets one e-mail for all, by project', async () => {
  const w = await stage.workspace()
  const [none, daily, weekly] = [await addressee(w), await addressee(w), await addressee(w)]
  await none.prefer('off')
  await daily.prefer('daily')
  await weekly.prefer('weekly')
  const task = await w.task(await w.project(), { assigneeId: daily.memberId })
  await message(w, daily.memberId, 'Two')
  await w.run('notification.send', { to: { assigneeOf: task }, title: 'One' })
  for (const { memberId } of [none, weekly]) await message(w, memberId, 'Three')
  await send()
  expect([none, daily, weekly].map(({ address }) => server.received(address).length)).toEqual([0, 0, 0])
  await makeDue(w)
  await send()
  await send()
  expect(server.received(none.address)).toEqual([])
  expect(server.received(weekly.address).map(({ subject }) => subject)).toEqual(['1 notification in Test'])
  const mails = server.received(daily.address)
  expect(mails.map(({ subject }) => subject)).toEqual(['2 notifications in Test'])
  expect(mails[0]?.text).toMatch(/Project\n=======\n\nOne\n\n\nOther\n=====\n\nTwo/)
  expect(mails[0]?.html).toMatch(/<h2[^>]*>Project<\/h2>.*One.*<h2[^>]*>Other<\/h2>.*Two/)
})

test('a digest of very many has the first of them, and says how many more there are', async () => {
  const w = await stage.workspace()
  const { who, memberId, address } = await addressee(w)
  const prefer = (message: EmailMode, commented: EmailMode) => {
    const kinds = { message: { inbox: true, email: message }, commented: { inbox: true, email: commented } }
    return w.run('notification_preferences.set', { memberId, kinds }, who)
  }
  await relay.write(
    w.id,
    (tx) => tx`
      insert into notifications (workspace_id, id, member_id, kind, title, body, created_at)
      select ${w.id}, gen_random_uuid(), ${memberId}, case when n > 1200 then 'commented' else 'message' end, 'Number ' || n || '.',
        repeat('long ', 4000), now() - (2000 - n) * interval '1 s'
      from generate_series(1, 1250) n`,
  )
  await prefer('weekly', 'weekly')
  await send()
  await prefer('weekly', 'off')
  await makeDue(w)
  await send()
  const [mail, ...others] = server.received(address)
  expect(others).toEqual([])
  expect(mail?.subject).toBe('1200 notifications in Test')
  for (const text of [mail?.text ?? '', String(mail?.html)]) {
    expect(text.match(/Number \d+\./g)).toHaveLength(200)
    expect(text).toContain('Number 1.')
    expect(text).toContain('… and 1000 more in your inbox.')
    expect(text.length).toBeLessThan(600_000)
  }
})

test('what comes after its digest was begun is in the next one', async () => {
  const w = await stage.workspace()
  const { memberId, address, prefer } = await addressee(w)
  await prefer('daily')
  await message(w, memberId, 'Early')
  await send()
  const [first] = await emailsOf(w)
  // As if the digest of this very time had gone out already.
  await relay.write(w.id, (tx) => tx`update emails set status = 'sent', attempts = 1 where id = ${first?.id ?? ''}`)
  await message(w, memberId, 'Late')
  await send()
  const unplanned = () =>
    w.store.read(w.id, (tx) => tx`select title from notifications where workspace_id = ${w.id} and not email_planned`)
  expect(await unplanned()).toEqual([{ title: 'Late' }])
  await relay.write(w.id, (tx) => tx`update emails set status = 'pending', attempts = 0 where id = ${first?.id ?? ''}`)
  await send()
  expect(await unplanned()).toEqual([])
  expect(server.received(address)).toEqual([])
})

test('what waits for a member who has left, or who wants none any more, is not sent', async () => {
  const w = await stage.workspace()
  const [leaves, mutes] = [await addressee(w), await addressee(w)]
  for (const { memberId, prefer } of [leaves, mutes]) {
    await prefer('daily')
    await message(w, memberId, 'Hello')
  }
  await send()
  await w.run('member.remove', { id: leaves.memberId })
  await mutes.prefer('off')
  await makeDue(w)
  await send()
  expect([leaves, mutes].flatMap(({ address }) => server.received(address))).toEqual([])
  const ends = (await emailsOf(w)).map(({ status, lastError }) => [status, lastError]).sort()
  expect(ends).toEqual([
    ['dropped', 'the member has left'],
    ['dropped', 'the member wants no e-mail of this any more'],
  ])
})

test('a server that is busy is asked again; one that refuses the address or the message for good is not', async () => {
  const w = await stage.workspace()
  const [busy, refused, spam] = [await addressee(w), await addressee(w), await addressee(w)]
  server.refuseNext('address', 451)
  await message(w, busy.memberId, 'Later')
  await send()
  expect(await emailsOf(w)).toMatchObject([{ status: 'pending', lastError: expect.stringContaining('451') }])
  await send()
  expect(await emailsOf(w)).toMatchObject([{ status: 'sent', attempts: 2 }])
  expect(server.received(busy.address)).toHaveLength(1)
  server.refuseNext('address', 550, 'no such mailbox')
  await message(w, refused.memberId, 'Never')
  await send()
  server.refuseNext('message', 554, 'this is spam')
  await message(w, spam.memberId, 'Never')
  await send()
  expect((await emailsOf(w)).slice(1)).toMatchObject([
    { status: 'failed', attempts: 1, unsure: false, lastError: expect.stringContaining('no such mailbox') },
    { status: 'failed', attempts: 1, unsure: false, lastError: expect.stringContaining('this is spam') },
  ])
  expect([refused, spam].flatMap(({ address }) => server.received(address))).toEqual([])
})

test('a server that is down is asked again until the pauses are over, and then it is given up with a reason', async () => {
  const w = await stage.workspace()
  const [waits, lost] = [await addressee(w), await addressee(w)]
  const gone = await startMailServer()
  await gone.close()
  const down = createMailSender({ url: gone.url, from })
  await message(w, lost.memberId, 'Lost')
  for (let n = 0; n < 3; n++) await send(down)
  expect(await emailsOf(w)).toMatchObject([{ status: 'failed', attempts: 3, unsure: false }])
  expect((await emailsOf(w))[0]?.lastError).toContain('ECONNREFUSED')
  await message(w, waits.memberId, 'Waits')
  await sendEmails({
    ...{
      store: relay,
      appStore: stage.store,
      sender: down,
      logger,
      pauses: [3_600_000],
      publicUrl,
      domain: 'example.com',
    },
    masterKey: stage.database.masterKey,
  })
  expect((await emailsOf(w))[1]).toMatchObject({ status: 'pending', attempts: 1 })
  await makeDue(w)
  await send()
  expect(server.received(waits.address)).toHaveLength(1)
  expect(server.received(lost.address)).toEqual([])
})

test('what was taken by a process that ended is sent after its lease, under the same Message-ID, and said to be unsure', async () => {
  const w = await stage.workspace()
  const { memberId, address } = await addressee(w)
  await message(w, memberId, 'Hello')
  // It has handed the e-mail over, and gets no further.
  const killed = {
    close: () => {},
    send: (mail: Parameters<MailSender['send']>[0]) => sender.send(mail).then(() => new Promise<never>(() => {})),
  }
  void send(killed)
  await expect.poll(() => server.received(address).length, { timeout: 20_000 }).toBe(1)
  await send()
  expect(server.received(address)).toHaveLength(1)
  await makeDue(w)
  await send()
  await makeDue(w)
  await send()
  const mails = server.received(address)
  expect(mails).toHaveLength(2)
  expect(mails[1]?.messageId).toBe(mails[0]?.messageId)
  expect(await emailsOf(w)).toMatchObject([{ status: 'sent', attempts: 2, unsure: true }])
})

test('a server that breaks off without an answer leaves it unsure; one that says no does not', async () => {
  const w = await stage.workspace()
  const { memberId, address } = await addressee(w)
  const breaking = await startMailServer()
  const goOn = breaking.holdAnswers()
  const own = createMailSender({ url: breaking.url, from })
  await message(w, memberId, 'Hello')
  const sending = sendEmails({
    ...{
      store: relay,
      appStore: stage.store,
      sender: own,
      logger,
      pauses: [3_600_000],
      publicUrl,
      domain: 'example.com',
    },
    masterKey: stage.database.masterKey,
  })
  await expect.poll(() => breaking.received(address).length, { timeout: 20_000 }).toBe(1)
  breaking.dropConnections()
  await sending
  goOn()
  await breaking.close()
  expect(await emailsOf(w)).toMatchObject([{ status: 'pending', attempts: 1, unsure: true }])
})

test('a server without STARTTLS is sent nothing where encryption is required, as it is everywhere but on this machine', async () => {
  const w = await stage.workspace()
  const { memberId } = await addressee(w)
  await message(w, memberId, 'Hello')
  expect(
    ['smtp://mail.example.com', 'smtp://localhost', 'smtp://[::1]:25', 'smtp://10.0.0.1?tls=optional'].map(requiresTls),
  ).toEqual([true, false, false, false])
  await send(createMailSender({ url: `${server.url}?tls=required`, from }))
  expect(await emailsOf(w)).toMatchObject([
    { status: 'pending', attempts: 1, lastError: expect.stringContaining('TLS') },
  ])
  await send(createMailSender({ url: `${server.url}?tls=optional`, from }))
  expect(await emailsOf(w)).toMatchObject([{ status: 'sent' }])
})

test('a password that the server repeats in its answer is neither kept nor logged', async () => {
  const w = await stage.workspace()
  const { memberId } = await addressee(w)
  const strict = await startMailServer({ password: 'right' })
  const wrong = createMailSender({ url: strict.url.replace('//', '//us:gu%40ss-4711@'), from })
  await message(w, memberId, 'Hello')
  for (let n = 0; n < 3; n++) await send(wrong)
  await strict.close()
  const [email] = await emailsOf(w)
  expect(email).toMatchObject({ status: 'failed', lastError: expect.stringContaining('535') })
  const everything = JSON.stringify([email, logged])
  for (const secret of ['gu@ss-4711', 'gu%40ss-4711']) expect(everything).not.toContain(secret)
  expect(logged.join()).toContain('an e-mail was not taken')
})

test('a workspace with much to send keeps no other waiting, and a round goes on where the one before ended', async () => {
  const spaces = [await stage.workspace(), await stage.workspace(), await stage.workspace()]
  const people = new Map<string, Awaited<ReturnType<typeof addressee>>>()
  for (const w of spaces) people.set(w.id, await addressee(w))
  const [first, second, third] = [...spaces].sort((a, b) => (a.id < b.id ? -1 : 1)) as [
    TestWorkspace,
    TestWorkspace,
    TestWorkspace,
  ]
  const memberOf = (w: TestWorkspace) => people.get(w.id)?.memberId ?? ''
  for (const w of [first, second, third])
    for (let n = 0; n < (w === first ? 12 : 1); n++) await message(w, memberOf(w), `Hello ${n}`)
  const order: string[] = []
  const of = new Map(spaces.map((w) => [people.get(w.id)?.address, w.id]))
  const counting = {
    close: () => {},
    send: async (mail: Parameters<MailSender['send']>[0]) => void order.push(of.get(mail.to.address) ?? ''),
  }
  // Each round has time for one turn.
  const round = (after?: string) =>
    sendEmails(
      {
        ...{ store: relay, appStore: stage.store, sender: counting, logger, roundMs: 0 },
        ...{ masterKey: stage.database.masterKey, publicUrl, domain: 'example.com' },
      },
      after,
    )
  let last: string | undefined
  for (let n = 0; n < 4; n++) last = await round(last)
  expect(order).toEqual([first.id, first.id, first.id, first.id, second.id, third.id, ...Array(4).fill(first.id)])
  // One long round goes in turns as well.
  await message(third, memberOf(third), 'Once more')
  await sendEmails({
    ...{ store: relay, appStore: stage.store, sender: counting, logger },
    ...{ masterKey: stage.database.masterKey, publicUrl, domain: 'example.com' },
  })
  expect(order).toHaveLength(15)
})

test('digests go out at the member’s own hour, over a change of the clocks too', () => {
  const berlin = { digestHour: 8, digestWeekday: 1, timeZone: 'Europe/Berlin' }
  const next = (now: string, weekly = false, zone = berlin) => nextDigest(new Date(now), zone, weekly).toISOString()
  expect(next('2026-11-27T06:59:00Z')).toBe('2026-11-27T07:00:00.000Z')
  expect(next('2026-11-27T07:00:00Z')).toBe('2026-11-28T07:00:00.000Z')
  expect(next('2027-03-27T12:00:00Z')).toBe('2027-03-28T06:00:00.000Z')
  expect(next('2026-11-27T12:00:00Z', true)).toBe('2026-11-30T07:00:00.000Z')
  expect(next('2026-11-27T12:00:00Z', true, { ...berlin, digestWeekday: 7 })).toBe('2026-11-29T07:00:00.000Z')
  const kathmandu = { ...berlin, timeZone: 'Asia/Kathmandu' }
  expect(next('2026-11-27T12:00:00Z', false, kathmandu)).toBe('2026-11-28T02:15:00.000Z')
  // The clock leaves this hour out on that day, and has it twice on that one.
  const early = { ...berlin, digestHour: 2 }
  expect(next('2027-03-27T12:00:00Z', false, early)).toBe('2027-03-28T01:00:00.000Z')
  expect(next('2026-10-24T12:00:00Z', false, early)).toBe('2026-10-25T00:00:00.000Z')
  expect(next('2026-10-25T00:00:00Z', false, early)).toBe('2026-10-26T01:00:00.000Z')
})

test('what is long past is not sent any more', () => {
  const preferences = { kinds: {}, digestHour: 8, digestWeekday: 1, timeZone: 'UTC' }
  const old = { id: 'x', memberId: 'y', kind: 'assigned' as const, createdAt: '2026-11-20T00:00:00Z', preferences }
  expect(planOf(old, new Date('2026-11-27T00:00:00Z'))).toBeNull()
  expect(planOf(old, new Date('2026-11-21T00:00:00Z'))).toMatchObject({ digest: false })
})

test('a link that somebody else made, that was changed, or that is for another purpose or workspace, is none', async () => {
  const { masterKey } = stage.database
  const [mine, theirs] = [await stage.workspace(), await stage.workspace()]
  const { memberId } = mine.owner.actor
  const link = { workspaceId: mine.id, memberId, kinds: ['message', 'assigned'] as const }
  const token = signUnsubscribeLink(masterKey, link)
  const again = signResubscribeLink(masterKey, { workspaceId: mine.id, memberId, modes: { message: 'weekly' } })
  expect(readUnsubscribeLink(masterKey, token)).toEqual(link)
  expect(readResubscribeLink(masterKey, again)).toMatchObject({ memberId, modes: { message: 'weekly' } })
  const bytes = Buffer.from(token, 'base64url')
  Buffer.from(theirs.id.replaceAll('-', ''), 'hex').copy(bytes)
  const strange = signUnsubscribeLink(Buffer.alloc(32).toString('base64'), link)
  for (const wrong of ['', 'x', `${token}x`, `x${token}`, `${token}==`, strange, again, bytes.toString('base64url')])
    expect(await refusal(Promise.resolve().then(() => readUnsubscribeLink(masterKey, wrong)))).toBe('invalid_signature')
  expect(await refusal(Promise.resolve().then(() => readResubscribeLink(masterKey, token)))).toBe('invalid_signature')
})
