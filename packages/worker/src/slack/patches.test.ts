import type { CommandInput, Patch, Task } from '@orchestrator/domain'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { eventually, openSlackStage, type SlackStage, textOf } from '../../../../test/support/slack-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import type { SlackMessage } from '../../../integrations/src/testing/slack-emulator.ts'

vi.setConfig({ testTimeout: 150_000, hookTimeout: 120_000 })
let store: TestStore
let s: SlackStage
let taskId: string
let shop: string
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSlackStage(store)
  const projectId = (await s.w.run('project.create', { key: 'SHOP', name: 'Shop' })).result.id
  taskId = await s.w.task(projectId, { title: 'Doors', priority: 'low' })
  shop = s.there.channels['shop'] ?? ''
  await s.w.run('mapping.create', {
    ...{ connectionId: s.connectionId, projectId, containerId: shop, containerKey: '#shop', containerName: '#shop' },
    fields: [],
  })
}, 60_000)
afterEach(() => s?.close())

const rows = <T>(query: string) => s.w.store.read(s.w.id, (tx) => tx.unsafe<T[]>(query))
const task = async () => (await rows<Task>(`select * from tasks where id = '${taskId}'`))[0]
const patch = async (id: string) => (await rows<Patch>(`select * from patches where id = '${id}'`))[0]
const message = (words: RegExp): Promise<SlackMessage> =>
  eventually(async () => (await s.there.messages(shop)).find((one) => textOf(one).match(words)))
const press = (user: string, blockId: string, action: object, ts: string, trigger?: string) =>
  s.interact(user, {
    ...{ type: 'block_actions', channel: { id: shop }, message: { ts, text: '' } },
    ...(trigger !== undefined && { trigger_id: trigger }),
    container: { type: 'message', channel_id: shop, message_ts: ts, is_ephemeral: false },
    actions: [{ type: 'button', block_id: blockId, ...action }],
  })
/** A day and a word about it, as an agent proposes them. */
const propose = async (more: Partial<CommandInput<'patch.propose'>> = {}) =>
  (
    await s.w.run('patch.propose', {
      title: 'Before the <fair>',
      rationale: `The **fair** is on 4 January. ${'It is so. '.repeat(80)}`,
      author: { agent: 'triage' },
      operations: [
        { key: 'rank', command: 'task.update', data: { id: taskId, priority: 'high' }, confidence: 0.9 },
        { key: 'say', command: 'comment.create', data: { taskId, body: 'First of all.' } },
      ],
      ...more,
    })
  ).result.id

test('a patch is shown in its project’s channel, is accepted there as who presses, and shows what became of it', async () => {
  const id = await propose()
  const shown = await message(/Before the/)
  const text = textOf(shown)
  expect(text).toMatch(/Before the &lt;fair&gt;.*The \*fair\* is on.*….*proposed by triage for Ada {2}·.*2 operations/s)
  expect(text).toMatch(
    /priority high.*was priority low · 90 % sure.*patch\.decide.*patch\.accept.*patch\.reject.*patch\.read/s,
  )
  const stranger = await press('eve', `patch:${id}`, { action_id: 'patch.accept', value: id }, shown.ts)
  await eventually(() => s.answers(stranger)[0]?.text.includes('You are nobody here yet'))
  expect((await patch(id))?.status).toBe('proposed')
  await press('bob', `patch:${id}`, { action_id: 'patch.accept', value: id }, shown.ts)
  const after = await message(/Applied by Bob/)
  expect(after.ts).toBe(shown.ts)
  expect(textOf(after)).not.toMatch(/patch\.(accept|reject|decide)/)
  expect([(await task())?.priority, (await patch(id))?.appliedBy?.memberId]).toEqual(['high', s.bob.actor.memberId])
  const late = await press('bob', `patch:${id}`, { action_id: 'patch.accept', value: id }, shown.ts)
  await eventually(() => s.answers(late)[0]?.text.includes('That did not work'))
  await s.w.run('patch.undo', { id })
  expect((await message(/Undone by Ada/)).ts).toBe(shown.ts)
  // What undoes it has no message of its own.
  expect((await s.there.messages(shop)).filter((one) => textOf(one).includes('fair'))).toHaveLength(1)
})

test('each operation is decided by itself; what had changed is said', async () => {
  const id = await propose()
  const shown = await message(/Before the/)
  const choose = (n: number, value: string) =>
    press(
      'bob',
      `patch:${id}:${n}`,
      { action_id: 'patch.decide', type: 'overflow', selected_option: { value } },
      shown.ts,
    )
  await choose(1, 'reject:say')
  await message(/❌ Comment/)
  await s.w.run('task.update', { id: taskId, priority: 'urgent' })
  await choose(0, 'accept:rank')
  const after = await message(/Not applied: all had changed/)
  expect([after.ts, textOf(after).includes('⚠️')]).toEqual([shown.ts, true])
  expect((await task())?.priority).toBe('urgent')
})

test('rules, templates and milestones are accepted with the rights of whoever presses, and no others', async () => {
  const { projectId = '' } = (await task()) ?? {}
  const id = await propose({
    projectId,
    operations: [
      { key: 'day', command: 'milestone.create', data: { projectId, name: 'The fair' } },
      {
        ...{ key: 'stand', command: 'template.create' },
        data: { name: 'Stand', kind: 'task', content: { tasks: [{ key: 'a', title: 'Build the stand' }] } },
      },
      {
        ...{ key: 'rule', command: 'rule.create' },
        data: {
          ...{ name: 'Say so', when: 'task.created' },
          ['then' as string]: [{ action: 'comment.create', body: 'Seen' }],
        } as never,
      },
    ],
  })
  const shown = await message(/Before the/)
  const accept = { action_id: 'patch.accept', value: id }
  const made = async () =>
    (
      await rows<{ name: string }>(
        'select name from milestones union all select name from templates union all select name from rules',
      )
    ).map(({ name }) => name)
  const contributor = await press('bob', `patch:${id}`, accept, shown.ts)
  await eventually(() => s.answers(contributor)[0]?.text.match(/You may not do that|That did not work/))
  expect(await made()).toEqual([])
  const decided = async () => (await patch(id))?.operations.map(({ status }) => status)
  expect(await decided()).toEqual(['pending', 'pending', 'pending'])
  await press('ada', `patch:${id}`, accept, shown.ts)
  await message(/Applied by Ada/)
  expect(await made()).toEqual(['The fair', 'Stand', 'Say so'])
})

test('a no to all asks for its reason in a form, and all of it can be read', async () => {
  const id = await propose()
  const shown = await message(/Before the/)
  const bob = s.there.users['bob'] ?? ''
  const open = async (action: string) => {
    const before = s.there.views.length
    await press('bob', `patch:${id}`, { action_id: action, value: id }, shown.ts, await s.there.trigger(bob))
    return eventually(() => (s.there.views.length > before ? s.there.views.at(-1) : undefined))
  }
  expect(JSON.stringify(await open('patch.read'))).toContain('It is so. It is so.')
  const form = await open('patch.reject')
  await s.interact('bob', {
    ...{ type: 'view_submission', response_url: undefined },
    view: {
      ...{ id: 'V', callback_id: 'patch.reject', private_metadata: form['private_metadata'] },
      state: { values: { reason: { value: { type: 'plain_text_input', value: ' We have posters. ' } } } },
    },
  })
  const after = await message(/Rejected by Bob/)
  expect(after.ts).toBe(shown.ts)
  expect(textOf(after)).toContain('We have posters.')
  expect((await patch(id))?.operations.map(({ status, reason }) => [status, reason])).toEqual([
    ['rejected', 'We have posters.'],
    ['rejected', 'We have posters.'],
  ])
})

test('who wants to be told of patches gets the patch itself, alive, and of what became of it a notification', async () => {
  await s.command('bob', 'notify on')
  const id = await propose()
  const relay = store.open('relay', 2)
  const tell = (kind: string, title: string) =>
    relay.write(
      s.w.id,
      (tx) => tx`
        insert into notifications (workspace_id, id, member_id, kind, title, body, about, created_at)
        values (${s.w.id}, gen_random_uuid(), ${s.bob.actor.memberId}, ${kind}, ${title}, '', ${tx.json({ type: 'patch', id })}, now())`,
    )
  await tell('patch_proposed', 'told that it waits')
  await tell('patch_decided', 'told of its end')
  const direct = await eventually(() => s.there.direct(s.there.users['bob'] ?? ''))
  const said = (words: RegExp) =>
    eventually(async () => (await s.there.messages(direct)).find((one) => textOf(one).match(words)))
  const { ts } = await said(/patch\.accept/)
  await said(/told of its end/)
  await s.w.run('patch.withdraw', { id })
  expect((await said(/Withdrawn/)).ts).toBe(ts)
  expect((await s.there.messages(direct)).some((one) => textOf(one).includes('told that it waits'))).toBe(false)
})
