import type { Task } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { eventually, openSlackStage, type SlackStage, textOf } from '../../../../test/support/slack-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

vi.setConfig({ testTimeout: 150_000, hookTimeout: 120_000 })
let store: TestStore
let s: SlackStage
let projectId: string
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSlackStage(store)
  projectId = (await s.w.run('project.create', { key: 'SHOP', name: 'Shop' })).result.id
}, 60_000)
afterEach(() => s?.close())

const tasks = () =>
  s.w.store.read(s.w.id, (tx) => tx<Task[]>`select * from tasks where deleted_at is null order by number`)
const links = () => s.w.store.read(s.w.id, (tx) => tx`select external_user_id, how from user_links`)

test('a task is made as the person who asks, found by the address that Slack has confirmed', async () => {
  await s.w.run('project.create', { key: 'OPS', name: 'Operations' })
  const answer = await s.command('bob', 'create Fix the door in SHOP @me due 2027-01-31 !high')
  expect(answer).toMatchObject({ response_type: 'ephemeral', text: 'SHOP-1 Fix the door' })
  const [task] = await tasks()
  const bob = s.bob.actor.memberId
  expect(task).toMatchObject({ title: 'Fix the door', creatorId: bob, assigneeId: bob, priority: 'high', projectId })
  expect(task?.dueDate).toBe('2027-01-31')
  const made = (await s.w.events()).findLast(({ type }) => type === 'task.created')
  expect(made?.actor).toEqual({ type: 'user', id: bob, memberId: bob })
  expect(await links()).toEqual([{ externalUserId: s.there.users['bob'], how: 'email' }])
  expect(textOf(await s.command('bob', 'create Which project?'))).toMatch(/In which project\?.*OPS.*SHOP/)
  expect(await tasks()).toHaveLength(1)
})

test('list, search, assign and done', async () => {
  for (const title of ['Broken door', 'Broken window']) await s.w.task(projectId, { title })
  expect(textOf(await s.command('ada', 'list'))).toMatch(/Your open tasks.*none/)
  expect(textOf(await s.command('ada', 'assign shop-1 @bob'))).toContain('SHOP-1 Broken door')
  expect((await tasks())[0]?.assigneeId).toBe(s.bob.actor.memberId)
  expect(textOf(await s.command('bob', 'list mine'))).toMatch(/SHOP-1(?!.*SHOP-2)/)
  const listed = textOf(await s.command('bob', 'list SHOP'))
  expect(listed).toContain('SHOP-1')
  expect(listed).toContain('SHOP-2')
  expect(textOf(await s.command('bob', 'search broken win'))).toMatch(/SHOP-2/)
  expect(textOf(await s.command('bob', 'done SHOP-1'))).toContain('✅')
  expect((await tasks())[0]?.status).toBe('completed')
  expect(textOf(await s.command('bob', 'list SHOP'))).not.toContain('SHOP-1')
  for (const [said, words] of [
    ['done SHOP-9', /no task SHOP-9/],
    ['assign SHOP-1 @nobody', /nobody here is called nobody/],
    [`assign SHOP-1 <@${s.there.users['eve']}>`, /is no member here/],
    ['list NOPE', /no project NOPE/],
    ['create Door in NOPE', /No task is made\. There is no project NOPE/],
    ['create Door in SHOP due 2026-13-45', /No task is made.*is no day/],
    ['dance', /I do not understand “dance”/],
    ['help', /What \/task can do/],
  ] as const)
    expect(textOf(await s.command('bob', said))).toMatch(words)
  expect(await tasks()).toHaveLength(2)
})

test('who is no member is told how to become one, and changes nothing; who may not is told so', async () => {
  const answer = await s.command('eve', 'create Something')
  expect(answer.text).toContain(s.there.users['eve'])
  expect(await tasks()).toEqual([])
  await s.w.run('member.update', { id: s.bob.actor.memberId, role: 'VIEWER' })
  expect((await s.command('bob', 'create Something')).text).toMatch(/^You may not do that/)
  expect(await tasks()).toEqual([])
  // Linked by hand, against what the address says.
  const data = { connectionId: s.connectionId, externalUserId: s.there.users['eve'] ?? '', externalName: 'eve' }
  await s.w.run('user_link.set', { ...data, memberId: s.w.owner.actor.memberId })
  expect((await s.command('eve', 'create Something')).text).toBe('SHOP-1 Something')
})

const users = ({ path }: { path: string }) => path.startsWith('/api/users.info')
const saying = (body: object) => ({ kind: 'answer', status: 200, body: JSON.stringify(body) }) as const

test('whom Slack does not tell of is told what to do, and so is whoever waits for what cannot be done', async () => {
  const eve = s.there.users['eve'] ?? ''
  const said = async (user: string) => textOf(await s.command(user, 'create Something'))
  const nobody = [
    ['U0STRANGER', null, /does not tell me who/],
    [eve, null, /no member’s/],
    [eve, { ok: false, error: 'missing_scope', needed: 'users:read' }, /users:read.*install/],
    [eve, { ok: true, user: { id: eve, name: 'eve', profile: {} } }, /tells me no e-mail/],
    [eve, { ok: false, error: 'user_not_visible' }, /does not tell me who/],
  ] as const
  for (const [user, planned, words] of nobody) {
    if (planned) s.proxy.plan(saying(planned), { when: users })
    const text = await said(user)
    expect(text).toMatch(words)
    expect(text).toContain(user)
    expect(text).toContain(s.connectionId)
  }
  // Of somebody who is only named, too.
  const named = await s.command('bob', 'create Door in SHOP <@U0STRANGER>')
  expect(textOf(named)).toMatch(/is no member here/)
  expect(await tasks()).toEqual([])
  s.proxy.plan(saying({ ok: false, error: 'token_revoked' }), { when: users })
  expect(await said('eve')).toMatch(/^That did not work: .*token_revoked.*ask an admin/)
  await eventually(async () => /waits for an admin/.test(await said('eve')))
})

test('without a project there is no form, but words', async () => {
  await s.w.run('project.delete', { id: projectId })
  expect(textOf(await s.command('bob', ''))).toContain('There is no project yet')
})

test('the same command that comes twice, and one whose answer is lost, makes one task', async () => {
  s.proxy.plan({ kind: 'drop' }, { when: ({ path }) => path.startsWith('/api/users.info') })
  await s.command('bob', 'create Once', { trigger: 'same' })
  const fields = { command: '/task', text: 'create Once', user_id: s.there.users['bob'] ?? '', channel_id: 'C1' }
  const again = { ...fields, trigger_id: 'same', response_url: s.there.responseUrl('again') }
  await s.deliver(new URLSearchParams(again).toString(), { id: 'command same' })
  // Taken up again, as after its process was killed before it could say that it was done.
  const body = Buffer.from(new URLSearchParams({ ...again, team_id: s.there.teamId }).toString())
  const done = await s.w.store.read(s.w.id, (tx) => tx<{ body: Buffer }[]>`select body from inbound_deliveries`)
  expect(done.map((one) => one.body.length)).toEqual([0])
  await s.w.store.write(
    s.w.id,
    (tx) => tx`update inbound_deliveries set body = ${body}, processed_at = null, next_at = now()`,
  )
  await eventually(async () => {
    const [open] = await s.w.store.read(
      s.w.id,
      (tx) => tx<{ n: number }[]>`select count(*)::int as n from inbound_deliveries where processed_at is null`,
    )
    return open?.n === 0
  })
  expect(await tasks()).toHaveLength(1)
})

test('without words a form is opened, whose task goes where it says', async () => {
  const trigger = await s.there.trigger(s.there.users['bob'] ?? '')
  const fields = {
    team_id: s.there.teamId,
    command: '/task',
    text: '',
    user_id: s.there.users['bob'] ?? '',
    channel_id: 'C1',
    trigger_id: trigger,
  }
  const body = { ...fields, response_url: s.there.responseUrl('form') }
  await s.deliver(new URLSearchParams(body).toString(), { id: 'form' })
  const view = await eventually(() => s.there.views.at(-1))
  expect(JSON.stringify(view)).toContain('SHOP Shop')
  const values = {
    title: { value: { type: 'plain_text_input', value: 'From a form' } },
    project: { value: { type: 'static_select', selected_option: { value: projectId } } },
    assignee: { value: { type: 'users_select', selected_user: s.there.users['ada'] } },
    due: { value: { type: 'datepicker', selected_date: '2027-02-01' } },
    description: { value: { type: 'plain_text_input', value: 'More *words*' } },
  }
  const sent = { id: 'V1', callback_id: 'task.create', private_metadata: view['private_metadata'], state: { values } }
  await s.interact('bob', { type: 'view_submission', view: sent, response_url: undefined })
  const [task] = await eventually(async () => ((await tasks()).length > 0 ? tasks() : undefined))
  expect(task).toMatchObject({
    title: 'From a form',
    description: 'More *words*',
    assigneeId: s.w.owner.actor.memberId,
  })
  // A modal has no place of its own: what came of it is told directly.
  const direct = await eventually(() => s.there.direct(s.there.users['bob'] ?? ''))
  expect(await eventually(async () => (await s.there.messages(direct))[0]?.text)).toBe('SHOP-1 From a form')
})

test('“notify on” tells everything there, and leaves what was chosen for elsewhere', async () => {
  const memberId = s.bob.actor.memberId
  const kinds = { commented: { inbox: false, email: 'off' as const } }
  await s.w.run('notification_preferences.set', { memberId, kinds }, s.bob)
  await s.command('bob', 'notify on')
  const preferences = () => s.w.store.read(s.w.id, (tx) => getEntity(tx, s.w.id, 'notification_preferences', memberId))
  expect((await preferences())?.['kinds']).toMatchObject({
    commented: { inbox: false, email: 'off', slack: true },
    assigned: { inbox: true, email: 'immediately', slack: true },
  })
  // Who says how they are told by e-mail says nothing of Slack.
  await s.w.run('notification_preferences.set', { memberId, kinds: { assigned: { inbox: true, email: 'off' } } }, s.bob)
  expect((await preferences())?.['kinds']).toMatchObject({ assigned: { email: 'off', slack: true } })
})

test('nobody acts as an admin by a link that they have made, or by an app that they have connected', async () => {
  const manager = await s.w.member('MANAGER')
  const eve = { connectionId: s.connectionId, externalUserId: s.there.users['eve'] ?? '', externalName: 'eve' }
  const owner = s.w.owner.actor.memberId
  for (const how of ['manual', 'email'] as const)
    await expect(s.w.run('user_link.set', { ...eve, memberId: owner, how }, manager)).rejects.toMatchObject({
      code: 'forbidden',
    })
  expect(await links()).toEqual([])
  // Oneself one may name.
  await s.w.run('user_link.set', { ...eve, memberId: manager.actor.memberId }, manager)
  expect(textOf(await s.command('eve', 'create As the manager in SHOP'))).toContain('SHOP-1')
  expect(textOf(await s.command('ada', 'create As the admin in SHOP'))).toContain('SHOP-2')
  // From now on the manager knows with what the app signs.
  await s.w.store.write(s.w.id, (tx) => tx`update connections set owner_id = ${manager.actor.memberId}`)
  expect(textOf(await s.command('ada', 'create Forged in SHOP'))).toContain('Only who has connected')
  expect(textOf(await s.command('bob', 'create Forged in SHOP'))).toContain('Only who has connected')
  expect(textOf(await s.command('eve', 'create Their own in SHOP'))).toContain('SHOP-3')
  expect((await tasks()).map(({ title }) => title)).toEqual(['As the manager', 'As the admin', 'Their own'])
})
