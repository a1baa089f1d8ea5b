import { connectionPrincipal, type Notification, newId, type Principal } from '@orchestrator/domain'
import { countUnread, createConnection, getEntity, unreadIds } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { FanOut } from './fan-out.ts'

let stage: TestStore
let fanOut: FanOut
beforeAll(async () => {
  stage = await openTestStore()
  fanOut = new FanOut({
    store: stage.open('relay', 3),
    logger: pino({ enabled: false }),
    onDeliveries: () => {},
    onLostRight: async () => {},
  })
  fanOut.start()
})
afterAll(async () => {
  await fanOut?.stop()
  await stage?.close()
})

const inboxOf = (w: TestWorkspace, { actor }: Principal) =>
  w.store.read(
    w.id,
    (tx) =>
      tx<
        Notification[]
      >`select * from notifications where workspace_id = ${w.id} and member_id = ${actor.memberId} order by event_seq, created_at`,
  )

/** Once the whole log was looked at. */
async function caughtUp(w: TestWorkspace): Promise<void> {
  const head = (await w.events()).length
  fanOut.poke(w.id)
  const cursor = () =>
    w.store.read(w.id, (tx) => tx<{ seq: number }[]>`select seq from fan_out_cursors where workspace_id = ${w.id}`)
  await expect.poll(async () => (await cursor())[0]?.seq, { timeout: 30_000, interval: 20 }).toBe(head)
}

test('who gets a task is told, once, and nobody of what they did themselves', async () => {
  const w = await stage.workspace()
  const [ada, project] = [await w.member('CONTRIBUTOR'), await w.project()]
  const task = await w.task(project, { title: 'Buy the domain', assigneeId: ada.actor.memberId })
  await w.run('task.update', { id: task, assigneeId: w.owner.actor.memberId })
  await w.run('task.update', { id: task, assigneeId: ada.actor.memberId }, ada)
  await w.task(project)
  await caughtUp(w)
  expect(await inboxOf(w, ada)).toMatchObject([
    {
      kind: 'assigned',
      title: expect.stringMatching(/-1 is yours: Buy the domain$/),
      about: { type: 'task', id: task },
      readAt: null,
    },
  ])
  expect(await inboxOf(w, w.owner)).toEqual([])
})

test('a long comment is cut between two characters, and nothing is held up', async () => {
  const w = await stage.workspace()
  const ada = await w.member('CONTRIBUTOR')
  const task = await w.task(await w.project(), { assigneeId: ada.actor.memberId })
  await w.run('comment.create', { taskId: task, body: `${'x'.repeat(4_999)}😀 and on` })
  await w.run('comment.create', { taskId: task, body: 'after it' })
  await caughtUp(w)
  expect((await inboxOf(w, ada)).map(({ body }) => body)).toEqual(['', 'x'.repeat(4_999), 'after it'])
})

test('a comment is told to whom it mentions, and to the assignee and creator; an edit only to whom it newly mentions', async () => {
  const w = await stage.workspace()
  const [ada, bob, cy] = [await w.member('CONTRIBUTOR'), await w.member('VIEWER'), await w.member('CONTRIBUTOR')]
  const task = await w.task(await w.project(), { assigneeId: ada.actor.memberId })
  const body = `@[Bob](member:${bob.actor.memberId}) and @[Ada](member:${ada.actor.memberId}), look`
  const { id } = (await w.run('comment.create', { taskId: task, body }, cy)).result
  await w.run('comment.update', { id, body: `${body} @[Owner](member:${w.owner.actor.memberId})` }, cy)
  await caughtUp(w)
  const kinds = async (who: Principal) => (await inboxOf(w, who)).map(({ kind }) => kind)
  expect(await kinds(ada)).toEqual(['assigned', 'mentioned'])
  expect(await kinds(bob)).toEqual(['mentioned'])
  expect(await kinds(w.owner)).toEqual(['commented', 'mentioned'])
  expect(await kinds(cy)).toEqual([])
  expect((await inboxOf(w, bob))[0]).toMatchObject({
    body,
    actorId: cy.actor.memberId,
    about: { type: 'task', id: task },
  })
  const written = async (who: Principal) => (await inboxOf(w, who)).slice(-2).map(({ title }) => title.split(' on ')[0])
  const name = (await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'member', cy.actor.memberId)))?.['name']
  expect(await written(w.owner)).toEqual([`${name} commented`, `${name} mentions you`])
})

test('an approval is told to those who are asked, not to who asks', async () => {
  const w = await stage.workspace()
  const [manager, viewer] = [await w.member('MANAGER'), await w.member('VIEWER')]
  await w.run('approval.request', { title: 'Publish?', from: { role: 'MANAGER' } })
  await caughtUp(w)
  expect(await inboxOf(w, manager)).toMatchObject([{ kind: 'approval_requested', title: 'Approval asked: Publish?' }])
  expect(await inboxOf(w, viewer)).toEqual([])
  expect(await inboxOf(w, w.owner)).toEqual([])
})

test('preferences: no inbox is read already, neither inbox nor e-mail is nothing', async () => {
  const w = await stage.workspace()
  const [ada, bob, project] = [await w.member('CONTRIBUTOR'), await w.member('CONTRIBUTOR'), await w.project()]
  const set = (who: Principal, email: 'daily' | 'off') =>
    w.run(
      'notification_preferences.set',
      { memberId: who.actor.memberId, kinds: { assigned: { inbox: false, email } } },
      who,
    )
  await set(ada, 'daily')
  await set(bob, 'off')
  for (const who of [ada, bob]) await w.task(project, { assigneeId: who.actor.memberId })
  await caughtUp(w)
  expect(await inboxOf(w, ada)).toMatchObject([{ kind: 'assigned', readAt: expect.any(String) }])
  expect(await inboxOf(w, bob)).toEqual([])
  expect(
    await refusal(w.run('notification_preferences.set', { memberId: ada.actor.memberId, digestHour: 7 }, bob)),
  ).toBe('forbidden')
})

test('a message reaches the assignee, the lead, a project and a role, each once, and repeats nothing', async () => {
  const w = await stage.workspace()
  const [ada, bob] = [await w.member('CONTRIBUTOR'), await w.member('MANAGER')]
  const project = await w.project()
  await w.run('project.update', { id: project, leadId: bob.actor.memberId })
  await w.run('project_member.set', { projectId: project, memberId: ada.actor.memberId, role: 'VIEWER' })
  await w.run('project_member.set', { projectId: project, memberId: bob.actor.memberId, role: 'ADMIN' })
  const task = await w.task(project, { assigneeId: ada.actor.memberId })
  const id = newId()
  const send = (to: Parameters<typeof w.run<'notification.send'>>[1]['to'], as = newId()) =>
    w.run('notification.send', { to, title: 'Hello' }, w.owner, as)
  await send({ assigneeOf: task }, id)
  await send({ assigneeOf: task }, id)
  await send({ leadOf: project })
  await send({ project })
  await send({ role: 'MANAGER' })
  const messages = async (who: Principal) => (await inboxOf(w, who)).filter(({ kind }) => kind === 'message').length
  expect([await messages(ada), await messages(bob), await messages(w.owner)]).toEqual([2, 3, 0])
  const nobody = await w.task(project)
  const sent = await send({ assigneeOf: nobody })
  expect(sent.result.kind).toBe('event')
})

test('everybody marks their own, and to others it is not there', async () => {
  const w = await stage.workspace()
  const [ada, bob] = [await w.member('VIEWER'), await w.member('ADMIN')]
  const { memberId } = ada.actor
  const { id } = (await w.run('notification.send', { to: { memberId }, title: 'Hello' })).result
  const before = (await w.events()).length
  const unread = () => w.store.read(w.id, (tx) => countUnread(tx, w.id, memberId))
  expect(await unread()).toBe(1)
  expect(await refusal(w.run('notification.mark', { id, read: true }, bob))).toBe('not_found')
  await w.run('notification.mark', { id, read: true }, ada)
  expect(await unread()).toBe(0)
  await w.run('notification.mark', { id, read: false }, ada)
  const until = new Date().toISOString()
  expect(await w.store.read(w.id, (tx) => unreadIds(tx, w.id, memberId, { until, limit: 10 }))).toEqual([id])
  expect((await w.events()).length).toBe(before)
})

test('of a proposal the lead is told and for whom a run proposed it, of its end whoever proposed it', async () => {
  const w = await stage.workspace()
  const [lead, proposer] = [await w.member('CONTRIBUTOR'), await w.member('CONTRIBUTOR')]
  const project = await w.project()
  await w.run('project.update', { id: project, leadId: lead.actor.memberId })
  const task = await w.task(project)
  const run = { ...proposer, actor: { ...proposer.actor, id: newId(), type: 'agent_run' as const } }
  const propose = async (as: Principal, title: string) =>
    (
      await w.run(
        'patch.propose',
        { title, rationale: 'It is late.', operations: [{ key: 'a', command: 'task.archive', data: { id: task } }] },
        as,
      )
    ).result.id
  const mine = await propose(lead, 'Mine')
  const patch = await propose(run, 'Tidy up')
  await w.run('patch.review', { id: mine, decisions: [{ key: 'a', decision: 'reject' }] }, lead)
  await w.run('patch.review', { id: patch, decisions: [{ key: 'a', decision: 'accept' }], apply: true }, lead)
  await w.run('patch.undo', { id: patch }, lead)
  await caughtUp(w)
  const about = { type: 'patch', id: patch }
  const kinds = async (who: Principal) =>
    (await inboxOf(w, who))
      .filter(({ kind }) => kind.startsWith('patch'))
      .map((one) => [one.title, one.about, one.body])
  expect(await kinds(lead)).toEqual([['Proposed: Tidy up', about, 'It is late.']])
  expect(await kinds(proposer)).toEqual([
    ['Proposed: Tidy up', about, 'It is late.'],
    ['Your proposal was applied: Tidy up', about, ''],
    ['Your proposal was undone: Tidy up', about, ''],
  ])
  expect((await kinds(w.owner)).length).toBe(0)
})

test('of two values for one field of a task its assignee is told', async () => {
  const w = await stage.workspace()
  const [ada, projectId] = [await w.member('CONTRIBUTOR'), await w.project()]
  const task = await w.task(projectId, { title: 'Two titles', assigneeId: ada.actor.memberId })
  const { result: connection } = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'github', name: 'Shop', auth: 'token', account: { id: '1', name: 'acme', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  const { result: mapping } = await w.run('mapping.create', {
    ...{ connectionId: connection.id, projectId, containerId: '1', containerKey: 'acme/shop', containerName: 'shop' },
    fields: [{ theirs: 'title', ours: 'title', policy: 'ask' }],
  })
  const principal = connectionPrincipal(w.id, { id: connection.id, ownerId: w.owner.actor.memberId })
  const values = { field: 'title', ours: 'Two titles', theirs: 'Another' }
  await w.run('sync_conflict.open', { mappingId: mapping.id, entityKind: 'task', entityId: task, ...values }, principal)
  await caughtUp(w)
  expect((await inboxOf(w, ada)).at(-1)).toMatchObject({
    kind: 'sync_conflict',
    title: expect.stringMatching(/^Both sides changed title of \S+ Two titles$/),
    body: expect.stringContaining('There: Another'),
  })
})
