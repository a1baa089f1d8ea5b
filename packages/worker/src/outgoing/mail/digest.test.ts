import { addDays, dateIn, deriveId, type EmailMode } from '@orchestrator/domain'
import { createMailSender, type MailSender } from '@orchestrator/integrations'
import { type ClaimedEmail, claimEmails, readUnsubscribeLink, type Store } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../../../../../test/support/mail-server.ts'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { planDigest } from './email-time.ts'
import { sendEmails } from './mailer.ts'

let stage: TestStore
let relay: Store
let server: MailServer
let sender: MailSender

beforeAll(async () => {
  stage = await openTestStore()
  relay = stage.open('relay', 3)
  server = await startMailServer()
  sender = createMailSender({ url: server.url, from: 'Orchestrator <no-reply@example.com>' })
})
afterAll(async () => {
  sender?.close()
  await server?.close()
  await stage?.close()
})

const publicUrl = 'https://orc.example.com'
const send = (appStore: Store = stage.store) =>
  sendEmails({
    ...{ store: relay, appStore, sender, logger: pino({ level: 'silent' }), pauses: [0, 0] },
    ...{ masterKey: stage.database.masterKey, publicUrl, domain: 'example.com' },
  })

const today = dateIn('UTC', new Date().toISOString())

async function addressee(w: TestWorkspace) {
  const who = await w.member('CONTRIBUTOR')
  const { memberId } = who.actor
  const rows = await w.store.read(
    w.id,
    (tx) => tx<{ email: string }[]>`select email from members where id = ${memberId}`,
  )
  const prefer = (email: EmailMode, kind = 'work_digest') =>
    w.run('notification_preferences.set', { memberId, kinds: { [kind]: { inbox: true, email } }, timeZone: 'UTC' }, who)
  return { who, memberId, address: rows[0]?.email ?? '', prefer }
}

interface Row {
  id: string
  status: string
  lastError: string | null
  workUntil: string | null
}
const emailsOf = (w: TestWorkspace, memberId: string) =>
  w.store.read(
    w.id,
    (tx) =>
      tx<Row[]>`select * from emails where workspace_id = ${w.id} and member_id = ${memberId} order by created_at, id`,
  )
/** It is the time of everybody's digest. */
const comeDue = (w: TestWorkspace) =>
  relay.write(
    w.id,
    (tx) => tx`update member_digests set next_at = date_trunc('milliseconds', now()) where workspace_id = ${w.id}`,
  )
const nextOf = async (w: TestWorkspace, memberId: string) =>
  (
    await relay.read(
      w.id,
      (tx) =>
        tx<
          { at: string }[]
        >`select next_at::text as at from member_digests where workspace_id = ${w.id} and member_id = ${memberId}`,
    )
  )[0]?.at

test('a digest says what waits, is due, has changed and is at risk, to each what is theirs', async () => {
  const w = await stage.workspace()
  const [ada, bob] = [await addressee(w), await addressee(w)]
  const project = await w.project()
  const milestone = await w.run('milestone.create', {
    projectId: project,
    name: 'Beta',
    targetDate: addDays(today, 30),
  })
  const of = (title: string, dueDate: string | undefined, more = {}) =>
    w.task(project, {
      title,
      assigneeId: ada.memberId,
      ...(dueDate && { dueDate }),
      milestoneId: milestone.result.id,
      ...more,
    })
  await of('Late <one>', addDays(today, -2))
  await of('For today', today, { priority: 'urgent' })
  await of('This week', addDays(today, 5))
  const moved = await of('Far away', addDays(today, 60))
  await w.run('task.update', { id: moved, dueDate: addDays(today, 61) })
  await w.run('task.update', { id: moved, dueDate: addDays(today, 90) })
  const done = await of('All done', undefined)
  const state = await w.store.read(
    w.id,
    (tx) => tx<{ id: string }[]>`select id from states where workspace_id = ${w.id} and category = 'completed' limit 1`,
  )
  await w.run('task.update', { id: done, stateId: state[0]?.id as string })
  await w.run('milestone.update', { id: milestone.result.id, targetDate: addDays(today, 3) })
  await w.run('approval.request', { title: 'Publish it?', from: { memberIds: [ada.memberId] } })
  await send()
  expect([ada, bob].map(({ address }) => server.received(address).length)).toEqual([0, 0])
  await comeDue(w)
  await send()
  await send()
  const [mail, ...others] = server.received(ada.address)
  expect(others).toEqual([])
  expect(mail?.subject).toBe('Your work in Test')
  const text = mail?.text ?? ''
  expect(text).toMatch(
    /Waits for you\n=+\n\n\* Approval {2}Publish it\?\n {2}Answer: https:\/\/orc\.example\.com\/approvals\//,
  )
  expect(text).toMatch(
    /Overdue\n-+\n\n\* \S+ {2}Late <one> \(.+\)\n\n\nToday\n-+\n\n\* \S+ {2}For today – urgent\n\n\nThis week\n-+\n\n\* \S+ {2}This week/,
  )
  expect(text).toMatch(/\* Milestone {2}Beta – Project: date moved from .+ to .+; 4 of 5 tasks open/)
  expect(text).toContain('1 completed · 5 created · 1 moved')
  expect(text).toMatch(/Far away \(.+ → .+\)/)
  expect(mail?.html).toContain('Late &lt;one&gt;')
  const raw = new Map(mail?.headerLines.map(({ key, line }) => [key, line]))
  expect(raw.get('list-unsubscribe-post')).toContain('One-Click')
  const token = /unsubscribe\/([\w-]+)/.exec(raw.get('list-unsubscribe')?.replace(/\s/g, '') ?? '')?.[1] ?? ''
  expect(readUnsubscribeLink(stage.database.masterKey, token).kinds).toEqual(['work_digest'])
  // Nothing waits for Bob, and he works in no project.
  expect(server.received(bob.address)).toEqual([])
  expect(await emailsOf(w, bob.memberId)).toMatchObject([{ status: 'dropped', lastError: 'there was nothing to say' }])
})

test('it is one letter with the notifications of that time, once however often it is planned or its process ends', async () => {
  const w = await stage.workspace()
  const { memberId, address, prefer } = await addressee(w)
  await prefer('daily')
  await prefer('daily', 'message')
  await w.task(await w.project(), { title: 'Mine', assigneeId: memberId, dueDate: today })
  await w.run('notification.send', { to: { memberId }, title: 'Hello' })
  await send()
  const [planned] = await emailsOf(w, memberId)
  expect(planned).toMatchObject({ status: 'pending', workUntil: null })
  // The time of both comes.
  const at = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString()
  const id = deriveId(w.id, 'digest', memberId, at)
  await relay.write(w.id, async (tx) => {
    await tx`insert into emails select workspace_id, ${id}, member_id, digest, status, attempts, ${at}, last_error, unsure, sent_at, created_at, updated_at from emails where id = ${planned?.id ?? ''}`
    await tx`update notifications set email_id = ${id} where workspace_id = ${w.id}`
    await tx`update emails set status = 'dropped', next_at = null where id = ${planned?.id ?? ''}`
    await tx`update member_digests set next_at = ${at} where workspace_id = ${w.id} and member_id = ${memberId}`
  })
  await send()
  const [mail, ...others] = server.received(address)
  expect(others).toEqual([])
  expect(mail?.text).toMatch(/Due\n[\s\S]*Mine[\s\S]*1 notification in Test\n=+\n[\s\S]*Hello/)
  // Where that letter has gone already, the work of that time goes by itself, once however often it is planned.
  for (let n = 0; n < 2; n++) {
    await relay.write(
      w.id,
      (tx) => tx`update member_digests set next_at = ${at} where workspace_id = ${w.id} and member_id = ${memberId}`,
    )
    await send()
  }
  expect(server.received(address).map(({ subject }) => subject)).toEqual(Array(2).fill('Your work in Test'))
})

test('a preference counts from when it is said: off, daily, and in which zone', async () => {
  const w = await stage.workspace()
  const { who, memberId, address, prefer } = await addressee(w)
  await w.task(await w.project(), { assigneeId: memberId, dueDate: today })
  await send()
  const weekly = await nextOf(w, memberId)
  await prefer('daily')
  expect(await nextOf(w, memberId)).toBe('-infinity')
  await send()
  const daily = await nextOf(w, memberId)
  expect(Date.parse(daily ?? '') - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)
  expect(Date.parse(weekly ?? '')).toBeGreaterThanOrEqual(Date.parse(daily ?? ''))
  await prefer('off')
  await send()
  expect(await nextOf(w, memberId)).toBe('infinity')
  // Said while an e-mail waits: it is not sent any more.
  await prefer('daily')
  await comeDue(w)
  const failing = { ...stage.store, read: () => Promise.reject(new Error('gone')) } as unknown as Store
  await send(failing)
  expect(await emailsOf(w, memberId)).toMatchObject([{ status: 'pending' }])
  await prefer('off')
  await send()
  expect(await emailsOf(w, memberId)).toMatchObject([{ status: 'dropped' }])
  expect(server.received(address)).toEqual([])
  expect(
    await refusal(
      w.run(
        'notification_preferences.set',
        { memberId, kinds: { work_digest: { inbox: true, email: 'immediately' } } },
        who,
      ),
    ),
  ).toBe('invalid_input')
})

test('two relays plan and claim one digest once', async () => {
  const w = await stage.workspace()
  const { memberId, address } = await addressee(w)
  await w.task(await w.project(), { assigneeId: memberId, dueDate: today })
  await comeDue(w)
  await Promise.all([send(), send(), send()])
  await send()
  expect(server.received(address)).toHaveLength(1)
  const { emails } = await claimEmails(relay, w.id, 10, 1_000)
  expect(emails.filter((one: ClaimedEmail) => one.member.id === memberId)).toEqual([])
})

test('a digest goes on where the one before ended, and one that is long past is left out', () => {
  const preferences = { kinds: {}, digestHour: 8, digestWeekday: 1, timeZone: 'Europe/Berlin' }
  const plan = (dueAt: string | null, lastAt: string | null, now: string) =>
    planDigest({ dueAt, lastAt, preferences }, new Date(now))
  expect(plan(null, null, '2026-11-27T12:00:00Z')).toEqual({ send: null, nextAt: '2026-11-30T07:00:00.000Z' })
  const due = '2026-11-30T07:00:00.000Z'
  const nextAt = '2026-12-07T07:00:00.000Z'
  expect(plan(due, null, '2026-11-30T06:59:30Z')).toEqual({
    send: { from: '2026-11-23T07:00:00.000Z', until: due },
    nextAt,
  })
  expect(plan(due, '2026-11-25T07:00:00.000Z', '2026-11-30T07:00:00Z')).toMatchObject({
    send: { from: '2026-11-25T07:00:00.000Z' },
  })
  expect(plan(due, '2026-10-01T07:00:00.000Z', '2026-12-01T07:00:00Z')).toMatchObject({
    send: { from: '2026-11-23T07:00:00.000Z' },
    nextAt,
  })
  expect(plan(due, null, '2026-12-03T08:00:00Z')).toEqual({ send: null, nextAt })
})
