import { type CommandInput, newId } from '@orchestrator/domain'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { sweepApprovals } from './sweep-approvals.ts'

let stage: TestStore
let w: TestWorkspace
let sweep: () => Promise<number>
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  const options = { relayStore: stage.open('relay'), appStore: stage.open('app'), logger: pino({ level: 'silent' }) }
  sweep = () => sweepApprovals(options)
})
afterAll(() => stage?.close())

const ask = async (data: Partial<CommandInput<'approval.request'>>, as = w.owner) =>
  (await w.run('approval.request', { title: 'Publish?', from: { role: 'VIEWER' }, ...data }, as)).result.id
const eventsOf = async (id: string) => (await w.events()).filter((event) => event.subject.id === id)
const typesOf = async (id: string) => (await eventsOf(id)).map((event) => event.type.replace('approval.', ''))
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('reminds, and ends what is over, once however many look', async () => {
  const id = await ask({ timeoutMs: 4_000, remindAt: [new Date(Date.now() + 200).toISOString()] })
  const askedAt = Date.now()
  const other = await ask({ timeoutMs: 60_000, remindEveryMs: 30_000 })
  await expect.poll(() => sweep().then(() => typesOf(id)), { timeout: 20_000 }).toContain('reminded')
  await after(askedAt + 4_000 - Date.now())
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await typesOf(id)).toEqual(['requested', 'reminded', 'expired'])
  expect(await sweep()).toBe(0)
  expect(await typesOf(other)).toEqual(['requested'])
  const [requested, reminded, expired] = await eventsOf(id)
  expect(reminded).toMatchObject({ actor: w.owner.actor, causationId: requested?.id, depth: 0 })
  expect(expired).toMatchObject({ approval: { status: 'expired', answer: null, reminders: 1 } })
})

it('an answer and the end of the time at once: one of them, and the log tells which', async () => {
  const member = await w.member('VIEWER')
  for (let round = 0; round < 10; round++) {
    const id = await ask({ timeoutMs: 5 + round })
    const answer = w.run('approval.answer', { id, answer: { approved: true } }, member).catch(({ code }) => code)
    await expect.poll(() => sweep().then(async () => (await typesOf(id)).length), { timeout: 20_000 }).toBe(2)
    const [, end] = await typesOf(id)
    expect(end).toBe((await answer) === 'expired' ? 'expired' : 'answered')
  }
})

it('of many who answer at once one is heard', async () => {
  const members = await Promise.all(Array.from({ length: 6 }, () => w.member('VIEWER')))
  const id = await ask({})
  const ends = await Promise.all(
    members.map((member, n) =>
      w.run('approval.answer', { id, answer: { approved: n % 2 === 0 } }, member).then(
        () => 'done',
        ({ code }) => code,
      ),
    ),
  )
  expect(ends.sort()).toEqual([...Array(5).fill('already_answered'), 'done'])
  expect(await typesOf(id)).toEqual(['requested', 'answered'])
})

it('takes back what a run asked that has ended, as the run, and not what a run asks that goes on', async () => {
  const run = async (status: string) => {
    const id = newId()
    await w.store.write(
      w.id,
      (tx) => tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
      values (${w.id}, ${id}, 'playbook', ${id}, 'demo', 'v', 1, 1, ${id}, 'task.created', 'task', ${id}, ${w.owner.actor.memberId}, 1, ${id}, ${status}, now())`,
    )
    return { id, actor: { type: 'playbook_run' as const, id, memberId: w.owner.actor.memberId } }
  }
  const [open, ended] = [await run('running'), await run('canceled')]
  const [kept, left] = [
    await ask({}, { ...w.owner, actor: open.actor }),
    await ask({}, { ...w.owner, actor: ended.actor }),
  ]
  await sweep()
  expect(await typesOf(left)).toEqual(['requested', 'canceled'])
  expect((await eventsOf(left)).at(-1)).toMatchObject({ actor: ended.actor, approval: { status: 'canceled' } })
  expect(await typesOf(kept)).toEqual(['requested'])
})

it('is told also when whoever asked has left', async () => {
  const gone = await w.member('MANAGER')
  const id = await ask({ timeoutMs: 200 }, gone)
  await w.run('member.remove', { id: gone.actor.memberId })
  await expect.poll(() => sweep().then(() => typesOf(id)), { timeout: 20_000 }).toContain('expired')
  expect((await eventsOf(id)).at(-1)).toMatchObject({ actor: { memberId: w.owner.actor.memberId } })
})

it('those who set off the run, or the first of a chain, may not answer', async () => {
  const [first, second, other] = [await w.member('MANAGER'), await w.member('MANAGER'), await w.member('VIEWER')]
  const send = async (as: typeof first) => {
    const [sent] = await w.store.execute(as, [{ id: newId(), type: 'event.send', data: { type: 'demo.begun' } }])
    return (await w.events()).find((event) => event.seq === sent?.firstSeq)?.id ?? ''
  }
  const cause = { causationId: await send(second), correlationId: await send(first), depth: 2 }
  const actor = { type: 'rule_run' as const, id: newId(), memberId: w.owner.actor.memberId }
  const id = await ask({}, { ...w.owner, actor, cause })
  for (const who of [w.owner, first, second])
    await expect(w.run('approval.answer', { id, answer: { approved: true } }, who)).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'self' },
    })
  await w.run('approval.answer', { id, answer: { approved: true } }, other)
  expect(await typesOf(id)).toEqual(['requested', 'answered'])
  const allowed = await ask({ allowSelf: true }, { ...w.owner, actor, cause })
  await w.run('approval.answer', { id: allowed, answer: { approved: true } }, second)
})

it('those who asked for a retry or a replay of the run, or of one before it in the chain, may not answer', async () => {
  const [asker, other] = [await w.member('MANAGER'), await w.member('VIEWER')]
  const send = async (as: Parameters<typeof ask>[1]) => {
    const [sent] = await w.store.execute(as ?? w.owner, [
      { id: newId(), type: 'event.send', data: { type: 'demo.begun' } },
    ])
    const event = (await w.events()).find(({ seq }) => seq === sent?.firstSeq)
    return { id: event?.id ?? '', seq: event?.seq ?? 0 }
  }
  const run = async (event: { id: string; seq: number }, requestSeq: number | null) => {
    const id = newId()
    await w.store.write(
      w.id,
      (tx) => tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, request_seq, status, created_at)
      values (${w.id}, ${id}, 'rule', ${newId()}, 'r', '1', 1, ${event.seq}, ${event.id}, 'demo.begun', 'event', ${newId()}, ${w.owner.actor.memberId}, 1, ${event.id}, ${requestSeq}, 'running', now())`,
    )
    const cause = { causationId: event.id, correlationId: event.id, depth: 1 }
    return { ...w.owner, actor: { type: 'rule_run' as const, id, memberId: w.owner.actor.memberId }, cause }
  }
  const first = await send(w.owner)
  const retried = await run(first, (await send(asker)).seq)
  const next = await run(await send(retried), null)
  for (const as of [retried, next]) {
    const id = await ask({}, as)
    await expect(w.run('approval.answer', { id, answer: { approved: true } }, asker)).rejects.toMatchObject({
      details: { reason: 'self' },
    })
    await w.run('approval.answer', { id, answer: { approved: true } }, other)
  }
})
