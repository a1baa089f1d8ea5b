import type { AgentRun, Approval, Comment, Task } from '@orchestrator/domain'
import { newId } from '@orchestrator/domain'
import { agentPrincipal, beginAgentRun, readAgentRun, sweepSlackMessages } from '@orchestrator/store'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { eventually, openSlackStage, type SlackStage, textOf } from '../../../../test/support/slack-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import type { SlackMessage } from '../../../integrations/src/testing/slack-emulator.ts'

vi.setConfig({ testTimeout: 150_000, hookTimeout: 120_000 })
let store: TestStore
let s: SlackStage
let projectId: string
let shop: string
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSlackStage(store)
  projectId = (await s.w.run('project.create', { key: 'SHOP', name: 'Shop' })).result.id
  shop = s.there.channels['shop'] ?? ''
}, 60_000)
afterEach(() => s?.close())

const rows = <T>(query: string) => s.w.store.read(s.w.id, (tx) => tx.unsafe<T[]>(query))
const task = async (id: string) => (await rows<Task>(`select * from tasks where id = '${id}'`))[0]
const approval = async (id: string) => (await rows<Approval>(`select * from approvals where id = '${id}'`))[0]
const comments = () => rows<Comment>('select * from comments where deleted_at is null order by created_at')
const map = (data: object = {}) =>
  s.w.run('mapping.create', {
    ...{ connectionId: s.connectionId, projectId, containerId: shop, containerKey: '#shop', containerName: '#shop' },
    ...{ fields: [], ...data },
  })
const message = (words: string | RegExp, channel = shop): Promise<SlackMessage> =>
  eventually(async () => (await s.there.messages(channel)).find((one) => textOf(one).match(words)))
const count = async (words: RegExp, channel = shop) =>
  (await s.there.messages(channel)).filter((one) => textOf(one).match(words)).length
const quiet = () =>
  eventually(async () => {
    const [open] = await rows<{ n: number }>(
      `select (select count(*) from slack_messages where status in ('pending', 'sending')) + (select count(*) from inbound_deliveries where processed_at is null)
        + (select count(*) from slack_cursors c join workspace_heads h using (workspace_id) where c.seq < h.seq) as n`,
    )
    return Number(open?.n) === 0
  })
const press = (user: string, blockId: string, action: object, on: { channel: string; ts: string }) =>
  s.interact(user, {
    ...{ type: 'block_actions', channel: { id: on.channel }, message: { ts: on.ts, text: '' } },
    container: { type: 'message', channel_id: on.channel, message_ts: on.ts, is_ephemeral: false },
    actions: [{ type: 'button', block_id: blockId, ...action }],
  })
const ask = async (data: object = {}) => {
  const { result } = await s.w.run('approval.request', {
    ...{ title: 'Publish it?', description: 'See **the draft**.', projectId, from: { role: 'CONTRIBUTOR' as const } },
    ...data,
  })
  return result.id
}

test('a project’s channel has a message of each new task, which changes with it for everybody and takes changes', async () => {
  await s.w.task(projectId, { title: 'Before it had a channel' })
  await map()
  const id = await s.w.task(projectId, { title: 'Fix <the> door' })
  const first = await message(/SHOP-2/)
  expect(textOf(first)).toContain('Fix &lt;the&gt; door')
  const [, started] = await rows<{ id: string }>(
    `select id from states where category in ('unstarted', 'started') order by position`,
  )
  const place = { channel: shop, ts: first.ts }
  const chosen = { action_id: 'task.state', type: 'static_select', selected_option: { value: started?.id } }
  await press('bob', `task:${id}`, chosen, place)
  await message(/In progress {2}·/)
  expect((await task(id))?.stateId).toBe(started?.id)
  await press('bob', `task:${id}`, { action_id: 'task.assign', selected_user: s.there.users['ada'] }, place)
  await message(`"<@${s.there.users['ada']}>`.slice(1))
  expect((await task(id))?.assigneeId).toBe(s.w.owner.actor.memberId)
  // From here.
  await s.w.run('task.update', { id, title: 'Fix both doors', status: 'completed' })
  await message(/✅ Done.*/)
  await quiet()
  const all = (await s.there.messages(shop)).filter(({ user }) => user === 'U0BOT000000')
  expect(all.map(({ ts, text }) => [ts, text])).toEqual([[first.ts, 'SHOP-2 Fix both doors']])
  // Its thread is the task’s comments.
  await s.event({
    type: 'message',
    channel: shop,
    thread_ts: first.ts,
    user: s.there.users['bob'],
    ts: '1790000001.1',
    text: 'On it',
  })
  const [said] = await eventually(async () => ((await comments()).length > 0 ? comments() : undefined))
  expect(said).toMatchObject({ body: 'On it', taskId: id, authorId: s.bob.actor.memberId })
  // What is not there any more is not shown any more.
  await s.w.run('task.delete', { id })
  await eventually(async () => (await count(/SHOP-2/)) === 0)
  expect(await count(/Before it had/)).toBe(0)
})

test('a mapping’s filter says of which tasks a channel is told', async () => {
  await map({ filter: 'task.priority == "urgent"', comments: false })
  await s.w.task(projectId, { title: 'Whenever' })
  await s.w.task(projectId, { title: 'At once', priority: 'urgent' })
  await message(/At once/)
  await quiet()
  expect(await count(/Whenever/)).toBe(0)
  // Nor are comments told, if it says so.
  const [urgent] = await rows<Task>(`select * from tasks where title = 'At once'`)
  await s.w.run('comment.create', { taskId: urgent?.id ?? '', body: 'between us' })
  const { ts } = await message(/At once/)
  await s.event({
    type: 'message',
    channel: shop,
    thread_ts: ts,
    user: s.there.users['bob'],
    ts: '1790000002.1',
    text: 'and us',
  })
  await quiet()
  expect(await s.there.replies(shop, ts)).toHaveLength(1)
  expect(await comments()).toHaveLength(1)
})

test('a message whose answer is lost, again and again, is there once', async () => {
  await map()
  const posts = { when: ({ path }: { path: string }) => path.endsWith('/chat.postMessage') }
  s.proxy.plan({ kind: 'drop' }, posts)
  s.proxy.plan(
    { kind: 'answer', status: 503, body: '' },
    { when: ({ path }) => path.endsWith('conversations.history') },
  )
  await s.w.task(projectId, { title: 'Told once' })
  await eventually(
    async () => (await rows<{ attempts: number }>('select attempts from slack_messages'))[0]?.attempts === 1,
  )
  for (const _ of [1, 2]) {
    await eventually(async () => {
      await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set next_at = now() where status = 'pending'`)
      const [row] = await rows<{ status: string; attempts: number }>('select status, attempts from slack_messages')
      return row?.status === 'sent' || (row?.attempts ?? 0) > 1
    })
  }
  await eventually(async () => {
    await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set next_at = now() where status = 'pending'`)
    return (await rows<{ status: string }>('select status from slack_messages'))[0]?.status === 'sent'
  })
  expect(await count(/Told once/)).toBe(1)
})

test('a message whose answer is lost shows what has changed before it is found again', async () => {
  await map()
  s.proxy.plan({ kind: 'drop' }, { when: ({ path }: { path: string }) => path.endsWith('/chat.postMessage') })
  const id = await s.w.task(projectId, { title: 'As it was' })
  await eventually(async () => {
    const [row] = await rows<{ status: string; attempts: number }>('select status, attempts from slack_messages')
    return row?.status === 'pending' && row.attempts === 1 && (await count(/As it was/)) === 1
  })
  await s.w.run('task.update', { id, title: 'As it is' })
  await eventually(async () => {
    await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set next_at = now() where status = 'pending'`)
    return (await count(/As it is/)) === 1
  })
  expect(await count(/As it was/)).toBe(0)
})

test('limits are waited for, and count as no try', async () => {
  await map()
  const limit = { kind: 'answer' as const, status: 429, headers: { 'retry-after': '1' }, body: '{"ok":false}' }
  s.proxy.plan(limit, { when: ({ path }) => path.endsWith('/chat.postMessage'), times: 2 })
  await s.w.task(projectId, { title: 'Slowly' })
  await message(/Slowly/)
  expect(await count(/Slowly/)).toBe(1)
})

test('an approval is answered where it is shown, as who presses, and everybody sees what came of it', async () => {
  await map()
  const id = await ask({ taskId: await s.w.task(projectId, { title: 'A draft' }) })
  const shown = await message(/Publish it\?/)
  expect(textOf(shown)).toMatch(/See \*the draft\*.*asked by Ada.*SHOP-1 A draft.*approval\.approve.*approval\.reject/)
  const place = { channel: shop, ts: shown.ts }
  // Who asked may not answer it.
  const refused = await press('ada', `approval:${id}`, { action_id: 'approval.approve', value: id }, place)
  const [words] = await eventually(() => (s.answers(refused).length > 0 ? s.answers(refused) : undefined))
  expect(words).toMatchObject({ text: expect.stringMatching(/^You may not do that/), replace_original: false })
  const stranger = await press('eve', `approval:${id}`, { action_id: 'approval.approve', value: id }, place)
  await eventually(() => s.answers(stranger)[0]?.text.includes('You are nobody here yet'))
  expect((await approval(id))?.status).toBe('pending')
  await press('bob', `approval:${id}`, { action_id: 'approval.approve', value: id }, place)
  const after = await message(/Approved by Bob/)
  expect(after.ts).toBe(shown.ts)
  expect(textOf(after)).not.toContain('approval.approve')
  expect(await approval(id)).toMatchObject({ status: 'answered', answer: { approved: true } })
  const late = await press('bob', `approval:${id}`, { action_id: 'approval.approve', value: id }, place)
  await eventually(() => s.answers(late)[0]?.text.includes('has been answered'))
})

test('a no asks for its reason in a form; a question that is more than yes or no is a form', async () => {
  await map()
  const id = await ask()
  const shown = await message(/Publish it\?/)
  const bob = s.there.users['bob'] ?? ''
  const open = async (approvalId: string, action: string) => {
    const before = s.there.views.length
    await s.interact('bob', {
      ...{ type: 'block_actions', trigger_id: await s.there.trigger(bob), channel: { id: shop } },
      container: { type: 'message', channel_id: shop, message_ts: shown.ts },
      actions: [{ type: 'button', block_id: `approval:${approvalId}`, action_id: action, value: approvalId }],
    })
    return eventually(() => (s.there.views.length > before ? s.there.views.at(-1) : undefined))
  }
  const submit = (view: Record<string, unknown>, values: object) =>
    s.interact('bob', {
      ...{ type: 'view_submission', response_url: undefined },
      view: { id: 'V', callback_id: 'approval.answer', private_metadata: view['private_metadata'], state: { values } },
    })
  const no = await open(id, 'approval.reject')
  expect(JSON.stringify(no)).toContain('Reason')
  await submit(no, { comment: { value: { type: 'plain_text_input', value: 'Not *yet*' } } })
  await message(/Rejected by Bob/)
  expect((await approval(id))?.answer).toEqual({ approved: false, comment: 'Not *yet*' })
  const properties = {
    ...{ approved: { type: 'boolean' }, size: { enum: ['S', 'M'] }, count: { type: 'integer', maximum: 5 } },
    ...{ day: { type: 'string', format: 'date' }, colours: { type: 'array', items: { enum: ['red', 'blue'] } } },
  }
  const second = await ask({ title: 'How many?', ask: { type: 'object', properties, required: ['approved', 'size'] } })
  expect(textOf(await message(/How many\?/))).not.toContain('approval.approve')
  const form = await open(second, 'approval.answer')
  const values = {
    approved: { value: { type: 'radio_buttons', selected_option: { value: 'true' } } },
    size: { value: { type: 'static_select', selected_option: { value: '1' } } },
    count: { value: { type: 'number_input', value: '9' } },
    day: { value: { type: 'datepicker', selected_date: '2027-01-01' } },
    colours: { value: { type: 'multi_static_select', selected_options: [{ value: '0' }, { value: '1' }] } },
  }
  await submit(form, values)
  const direct = await eventually(() => s.there.direct(bob))
  await message(/answer\.count/, direct)
  await submit(form, { ...values, count: { value: { type: 'number_input', value: '3' } } })
  await message(/Approved by Bob/)
  const answer = { approved: true, size: 'M', count: 3, day: '2027-01-01', colours: ['red', 'blue'] }
  expect((await approval(second))?.answer).toEqual(answer)
})

test('who wants it is told directly, once, and an approval there is as alive as elsewhere', async () => {
  const taskId = await s.w.task(projectId, { title: 'Mine?' })
  const other = await s.w.member('CONTRIBUTOR')
  await s.command('bob', 'notify on')
  // By whoever tells members of things: it reads no inbox and knows nothing of Slack.
  const relay = store.open('relay', 2)
  const tell = (memberId: string, kind: string, about: object) =>
    relay.write(
      s.w.id,
      (tx) => tx`
        insert into notifications (workspace_id, id, member_id, kind, title, body, about, created_at)
        values (${s.w.id}, ${newId()}, ${memberId}, ${kind}, ${`told of ${kind}`}, 'Some **words**', ${tx.json(about as never)}, now())`,
    )
  await tell(s.bob.actor.memberId, 'assigned', { type: 'task', id: taskId })
  // Who has not asked for it.
  await tell(other.actor.memberId, 'assigned', { type: 'task', id: taskId })
  const bob = await eventually(() => s.there.direct(s.there.users['bob'] ?? ''))
  expect(textOf(await message(/told of assigned/, bob))).toMatch(/Some \*words\*.*task\.done/)
  const id = await ask()
  await tell(s.bob.actor.memberId, 'approval_requested', { type: 'approval', id })
  const asked = await message(/Publish it\?/, bob)
  // Answered elsewhere.
  await s.w.run('approval.answer', { id, answer: { approved: true } }, other)
  const after = await message(/Approved by CONTRIBUTOR/, bob)
  expect(after.ts).toBe(asked.ts)
  await s.command('bob', 'notify off')
  await tell(s.bob.actor.memberId, 'commented', { type: 'task', id: taskId })
  await quiet()
  expect(await count(/told of commented/, bob)).toBe(0)
  expect(await rows('select id from slack_messages')).toHaveLength(2)
  // Told, it is forgotten one day; what still changes is not.
  await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set updated_at = now() - interval '31 days'`)
  await sweepSlackMessages(s.w.store)
  expect(await rows('select subject_type from slack_messages')).toEqual([{ subjectType: 'approval' }])
})

test('what ends its process each time is given up', async () => {
  await s.w.store.write(s.w.id, async (tx) => {
    await tx`
      insert into inbound_deliveries (workspace_id, connection_id, delivery_id, headers, body, app, attempts, next_at)
      values (${s.w.id}, ${s.connectionId}, 'poison', '{}', '', true, 6, now())`
  })
  await quiet()
  const [poison] = await rows<{ error: string }>(`select error from inbound_deliveries where delivery_id = 'poison'`)
  expect(poison?.error).toMatch(/ended each time/)
})

test('“make a task” of a message: its thread and the comments are the same, both ways, and nothing comes back', async () => {
  const said = await s.there.ask('xoxp-bob-0123456789', 'chat.postMessage', {
    channel: shop,
    text: 'The door is broken',
  })
  const ts = String(said['ts'])
  const bob = s.there.users['bob'] ?? ''
  await s.interact('bob', {
    ...{ type: 'message_action', callback_id: 'task_from_message', trigger_id: await s.there.trigger(bob) },
    ...{ channel: { id: shop }, message: { ts, text: 'The *door* is broken\nbadly' } },
  })
  const view = await eventually(() => s.there.views.at(-1))
  expect(JSON.stringify(view)).toContain('"The door is broken"')
  expect(JSON.stringify(view)).toContain('"The **door** is broken\\nbadly"')
  const values = {
    title: { value: { type: 'plain_text_input', value: 'Mend the door' } },
    project: { value: { type: 'static_select', selected_option: { value: projectId } } },
  }
  const sent = { id: 'V', callback_id: 'task.create', private_metadata: view['private_metadata'], state: { values } }
  await s.interact('bob', { type: 'view_submission', view: sent, response_url: undefined })
  const replies = (words: RegExp) =>
    eventually(async () => (await s.there.replies(shop, ts)).find((one) => textOf(one).match(words)))
  await replies(/SHOP-1 Mend the door/)
  const [made] = await rows<Task>('select * from tasks')
  expect(made?.description).toMatch(/^\[From Slack\]\(http/)
  // There → here.
  const reply = {
    type: 'message',
    channel: shop,
    thread_ts: ts,
    user: bob,
    ts: '1790000000.000100',
    text: 'see *this* &amp; that',
  }
  await s.event(reply, 'Ev-reply')
  await s.event(reply, 'Ev-again')
  const [comment] = await eventually(async () => ((await comments()).length > 0 ? comments() : undefined))
  expect(comment).toMatchObject({ body: 'see **this** & that', authorId: s.bob.actor.memberId, taskId: made?.id })
  const edited = {
    type: 'message',
    subtype: 'message_changed',
    channel: shop,
    message: { ts: reply.ts, text: 'see that', user: bob, edited: { ts: '1790000005.1' } },
  }
  await s.event(edited)
  await eventually(async () => (await comments())[0]?.body === 'see that')
  // Here → there.
  const here = (await s.w.run('comment.create', { taskId: made?.id ?? '', body: 'I **will**' })).result.id
  expect(textOf(await replies(/\*Ada\*: I \*will\*/))).toContain('I *will*')
  await s.w.run('comment.update', { id: here, body: 'I did' })
  await replies(/\*Ada\*: I did/)
  // What bots say, we among them, and people elsewhere, is nobody’s comment.
  await s.event({ ...reply, ts: '1790000000.000200', bot_id: 'B0123456789' })
  await s.event({ ...reply, ts: '1790000000.000300', thread_ts: '1.1' })
  await s.event({ type: 'message', subtype: 'message_deleted', channel: shop, deleted_ts: reply.ts })
  await eventually(async () => (await comments()).length === 1)
  await quiet()
  const all = await s.there.replies(shop, ts)
  expect(all.map(({ text }) => text)).toEqual(['The door is broken', 'SHOP-1 Mend the door', '*Ada*: I did'])
  await s.w.run('comment.delete', { id: here })
  await eventually(async () => (await s.there.replies(shop, ts)).length === 2)
})

test('links to tasks and approvals are shown, to members, and not where another company looks on', async () => {
  const taskId = await s.w.task(projectId, { title: 'Linked' })
  const url = `https://orchestrator.example/v1/tasks/${taskId}`
  const shared = (user: string, links: string[]) =>
    s.event({
      ...{ type: 'link_shared', channel: shop, message_ts: '1.1', user: s.there.users[user] },
      links: links.map((one) => ({ url: one, domain: 'orchestrator.example' })),
    })
  await shared('eve', [url])
  await shared('bob', [
    'https://orchestrator.example/approvals/some-signed-token',
    'https://elsewhere.example/v1/tasks/x',
  ])
  await shared('bob', [url, 'https://orchestrator.example/tasks/SHOP-1'])
  const unfurl = await eventually(() => s.there.unfurls[0])
  await quiet()
  expect(s.there.unfurls).toHaveLength(1)
  expect(unfurl).toMatchObject({ channel: shop, ts: '1.1' })
  expect(Object.keys(unfurl['unfurls'] as object)).toEqual([url, 'https://orchestrator.example/tasks/SHOP-1'])
  expect(JSON.stringify(unfurl)).toContain('Linked')
  // What is done below a link is shown below it, in place.
  const [task] = await rows<Task>("select * from tasks where title = 'Linked'")
  await s.interact('bob', {
    ...{ type: 'block_actions', channel: { id: shop }, app_unfurl: { id: 1, app_unfurl_url: url } },
    container: { type: 'message_attachment', channel_id: shop, message_ts: '1.1', attachment_id: 1 },
    actions: [{ type: 'button', action_id: 'task.done', block_id: `task:${task?.id}` }],
  })
  const again = await eventually(() => s.there.unfurls[1])
  expect(again).toMatchObject({ channel: shop, ts: '1.1' })
  expect(Object.keys(again['unfurls'] as object)).toEqual([url])
  expect(JSON.stringify(again)).toContain('✅')
  const info = JSON.stringify({ ok: true, channel: { id: shop, is_ext_shared: true } })
  s.proxy.plan({ kind: 'answer', status: 200, body: info }, { when: ({ path }) => path.endsWith('conversations.info') })
  await shared('bob', [url])
  await quiet()
  expect(s.there.unfurls).toHaveLength(2)
})

test('what happens there is an event, once, on which rules can start; a revoked token waits for a person', async () => {
  await map()
  await s.w.run('rule.create', {
    ...{ name: 'said', when: 'slack.message', if: 'event.payload.text.contains("urgent")' },
    then: [{ action: 'task.create', projectId, title: 'Said: {{event.payload.text}}' }],
  } as never)
  const said = { type: 'message', channel: shop, user: s.there.users['eve'], ts: '9.1', text: 'this is urgent' }
  await s.event(said, 'Ev-said')
  await s.event(said, 'Ev-said')
  await quiet()
  const told = (await s.w.events()).filter(({ type }) => type === 'slack.message')
  expect(told).toMatchObject([
    {
      projectId,
      actor: { type: 'connection', id: s.connectionId },
      payload: { text: 'this is urgent', containerId: shop },
    },
  ])
  await s.event({ type: 'app_uninstalled' })
  await eventually(
    async () => (await rows<{ status: string }>('select status from connections'))[0]?.status === 'attention',
  )
  await s.w.task(projectId, { title: 'Meanwhile' })
  await s.w.run('connection.resume', { id: s.connectionId })
  await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set next_at = now() where status = 'pending'`)
  await eventually(async () => {
    await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set next_at = now() where status = 'pending'`)
    return (await count(/Meanwhile/)) === 1
  })
})

test('a comment whose thread will never be is not asked for again and again; another try is told by its own end', async () => {
  await map()
  const refused = { kind: 'answer' as const, status: 200, body: '{"ok":false,"error":"msg_too_long"}' }
  const posts = ({ path }: { path: string }) => path.endsWith('/chat.postMessage')
  s.proxy.plan(refused, { when: posts, times: 1 })
  const taskId = await s.w.task(projectId, { title: 'Refused' })
  const root = async () =>
    (
      await rows<{ status: string; attempts: number; lastError: string }>(
        `select status, attempts, last_error from slack_messages where subject_type = 'task'`,
      )
    )[0]
  await eventually(async () => (await root())?.status === 'failed')
  await s.w.run('comment.create', { taskId, body: 'of no thread' })
  await quiet()
  // One that was asked for just before.
  const id = newId()
  await s.w.store.write(
    s.w.id,
    (tx) => tx`
      insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, channel_id, root_id, live, status, next_at)
      select r.workspace_id, ${id}, r.connection_id, 'comment', c.id, r.channel_id, r.id, true, 'pending', now()
      from slack_messages r, comments c where r.workspace_id = ${s.w.id} and c.workspace_id = ${s.w.id}`,
  )
  await eventually(
    async () => (await rows(`select id from slack_messages where id = '${id}' and status = 'dropped'`)).length,
  )
  expect(await rows(`select id from slack_messages where subject_type = 'comment'`)).toHaveLength(1)
  // As after its last try.
  await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set attempts = 11 where subject_type = 'task'`)
  s.proxy.plan(refused, { when: posts, times: 1 })
  await s.w.run('task.update', { id: taskId, title: 'Refused again' })
  await eventually(async () => (await root())?.status === 'failed' && (await root())?.attempts === 2)
  expect((await root())?.lastError).toContain('msg_too_long')
  await s.w.run('task.update', { id: taskId, title: 'Taken' })
  await message(/Taken/)
})

test('what is said in a thread settles on its newest version, in whatever order it is told; what changes no word changes nothing', async () => {
  await map()
  await s.w.task(projectId, { title: 'Talked about' })
  const { ts: thread } = await message(/Talked about/)
  const bob = s.there.users['bob'] ?? ''
  const said = (ts: string, text: string) => ({ ts, text, user: bob, thread_ts: thread })
  const write = (ts: string, text: string) => s.event({ type: 'message', channel: shop, ...said(ts, text) })
  const edit = (ts: string, text: string, at: string, before: string) =>
    s.event({
      ...{ type: 'message', subtype: 'message_changed', channel: shop, previous_message: said(ts, before) },
      message: { ...said(ts, text), edited: { ts: at } },
    })
  const erase = (ts: string) =>
    s.event({
      ...{ type: 'message', subtype: 'message_deleted', channel: shop, deleted_ts: ts },
      previous_message: said(ts, 'whatever'),
    })
  const bodies = async () => (await comments()).map(({ body }) => body).sort()
  await edit('1790000010.1', 'first, edited twice', '1790000012.2', 'first, edited')
  await erase('1790000020.1')
  await quiet()
  await write('1790000010.1', 'first')
  await write('1790000020.1', 'gone before it came')
  await edit('1790000010.1', 'first, edited', '1790000012.1', 'first')
  await quiet()
  expect(await bodies()).toEqual(['first, edited twice'])
  const [first] = await comments()
  await s.w.run('comment.update', { id: first?.id ?? '', body: 'edited here' }, s.bob)
  // A link in it is shown now; and it is told once more.
  await edit('1790000010.1', 'first, edited twice', '1790000012.2', 'first, edited twice')
  await write('1790000010.1', 'first')
  await quiet()
  expect(await bodies()).toEqual(['edited here'])
  // Who is nobody here is told so once, and what they say is not kept.
  const eve = s.there.users['eve'] ?? ''
  for (const ts of ['1790000030.1', '1790000030.2'])
    await s.event({ type: 'message', channel: shop, ...said(ts, 'as a stranger'), user: eve })
  await quiet()
  expect(await rows('select body from slack_replies where user_id is not null and body = $$as a stranger$$')).toEqual(
    [],
  )
  expect(await bodies()).toEqual(['edited here'])
})

test('an agent that is mentioned in a thread is asked as whoever said it, and its answer comes into the thread', async () => {
  await map()
  const id = await s.w.task(projectId, { title: 'Too large' })
  const { ts: thread } = await message(/Too large/)
  const said = {
    type: 'message',
    channel: shop,
    thread_ts: thread,
    user: s.there.users['bob'],
    ts: '1790000000.000500',
  }
  await s.event({ ...said, text: '@planner split this' })
  const run = await eventually(async () => (await rows<AgentRun>('select * from agent_runs'))[0])
  const [asked] = await comments()
  expect(run).toMatchObject({ agent: 'planner', taskId: id, source: { kind: 'comment', commentId: asked?.id } })
  expect(run.startedBy).toMatchObject({ type: 'user', memberId: asked?.authorId })
  await beginAgentRun(s.w.store, s.w.id, run.id, 'w')
  const begun = await readAgentRun(s.w.store, s.w.id, run.id)
  const usage = { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: '0' }
  const end = { id: run.id, status: 'completed' as const, output: 'Into two.', usage, patchIds: [] }
  if (begun) await s.w.store.execute(agentPrincipal(begun), [{ id: newId(), type: 'agent_run.end', data: end }])
  await eventually(async () => (await s.there.replies(shop, thread)).some((one) => textOf(one).includes('Into two.')))
})

test('drafts show nothing, notices escape what Slack gives a meaning, and comments come in their order', async () => {
  await map()
  const taskId = await s.w.task(projectId, { title: 'Wake <!channel>' })
  const root = await message(/Wake &lt;!channel&gt;/)
  expect(root.text).toBe('SHOP-1 Wake &lt;!channel&gt;')
  const id = await ask({ title: 'All <!here>?' })
  expect((await message(/All/)).text).toBe('Approval asked: All &lt;!here&gt;?')
  const url = `https://orchestrator.example/v1/approvals/${id}`
  const draft = { channel: 'COMPOSER', unfurl_id: 'u1', source: 'composer', message_ts: '1.1' }
  await s.event({ type: 'link_shared', ...draft, user: s.there.users['bob'], links: [{ url }] })
  const words = ['one', 'two', 'three', 'four', 'five', 'six']
  // The first is slower.
  s.proxy.plan({ kind: 'delay', ms: 1_500 } as never, {
    when: ({ path }) => path.endsWith('/chat.postMessage'),
    times: 1,
  })
  await s.w.store.write(s.w.id, (tx) => tx`update slack_messages set updated_at = now()`)
  for (const body of words) await s.w.run('comment.create', { taskId, body })
  // From another service, by somebody who is nobody here.
  await s.w.run('comment.import', { id: newId(), taskId, body: 'seven', externalAuthor: 'octo<cat>' })
  await quiet()
  const replies = (await s.there.replies(shop, root.ts)).slice(1)
  expect(replies.map(({ text }) => text)).toEqual([
    ...words.map((word) => `*Ada*: ${word}`),
    '*octo&lt;cat&gt;*: seven',
  ])
  expect(s.there.unfurls).toEqual([])
})

test('what is said while the connection waits is done after; what is pressed is not; old notices are not sent', async () => {
  await map()
  await s.w.task(projectId, { title: 'Waiting' })
  const { ts: thread } = await message(/Waiting/)
  await s.w.run('connection.pause', { id: s.connectionId })
  const user = s.there.users['bob'] ?? ''
  await s.event(
    { type: 'message', channel: shop, thread_ts: thread, user, ts: '1790000001.1', text: 'Meanwhile' },
    'EvHeld',
  )
  const fields = { command: '/task', text: 'done SHOP-1', user_id: user, channel_id: shop, trigger_id: 'late' }
  const body = { ...fields, team_id: s.there.teamId, response_url: s.there.responseUrl('late') }
  await s.deliver(new URLSearchParams(body).toString(), { id: 'late' })
  const delivery = async (id: string) =>
    (
      await rows<{ processedAt: string | null; error: string | null; body: Buffer }>(
        `select processed_at, error, body from inbound_deliveries where delivery_id = '${id}'`,
      )
    )[0]
  await eventually(async () => (await delivery('late'))?.error === 'the connection was paused')
  expect(s.answers('late').map(({ text }) => text)).toEqual([expect.stringContaining('is paused')])
  expect((await delivery('EvHeld'))?.processedAt).toBeNull()
  const [old] = [newId()]
  await s.w.store.write(
    s.w.id,
    (tx) => tx`
      insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, member_id, live, status, next_at, created_at)
      values (${s.w.id}, ${old}, ${s.connectionId}, 'notification', ${old}, ${s.bob.actor.memberId}, false, 'pending', now(), now() - interval '2 days')`,
  )
  await s.w.run('connection.resume', { id: s.connectionId })
  await eventually(async () => (await comments()).some((one) => one.body === 'Meanwhile'))
  await eventually(async () => (await delivery('EvHeld'))?.processedAt)
  expect((await delivery('EvHeld'))?.body).toHaveLength(0)
  const [stale] = await eventually(async () => {
    const found = await rows<{ lastError: string }>(
      `select last_error from slack_messages where id = '${old}' and status = 'dropped'`,
    )
    return found.length > 0 && found
  })
  expect(stale?.lastError).toBe('it would have come too late')
  expect((await rows<Task>('select * from tasks'))[0]?.status).not.toBe('completed')
})
