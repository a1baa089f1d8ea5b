import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { type JiraStage, openJiraStage } from '../../testing/jira-stage.ts'
import { markdownToAdf } from './adf/from-markdown.ts'
import { webhooks } from './webhooks.ts'

let stage: JiraStage
let receiver: Server
let url: string
const received: InboundRequest[] = []

beforeAll(async () => {
  stage = await openJiraStage()
  receiver = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      received.push({ headers: incoming.headers as Record<string, string>, body: Buffer.concat(chunks) })
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
}, 60_000)
beforeEach(() => {
  received.length = 0
  stage.fake.tell.hooks.length = 0
})
afterAll(async () => {
  await stage.close()
  receiver.close()
})

const secret = 'set by hand'
const told = async () => {
  await stage.fake.tell.settled()
  return received.map((request) => webhooks.parse(request))
}

test('what Jira sends of an issue’s life: which item, what happened, and who did it', async () => {
  const { fake, provider, containerId } = stage
  fake.tell.addManual(url, secret)
  const ref = await provider.create('told', '')
  const path = `/rest/api/3/issue/${ref.id}`
  fake.as(fake.other, 'POST', `${path}/transitions`, { transition: { id: '13' } })
  fake.as(fake.other, 'PUT', path, { fields: { assignee: { accountId: fake.me.accountId } } })
  await provider.remove(ref)
  const deliveries = await told()
  for (const request of received) {
    expect(await webhooks.verify(request, secret, new Date())).toBe(true)
    expect(await webhooks.verify(request, 'another', new Date())).toBe(false)
  }
  const changed = { kind: 'changed', ref, containerId, on: null }
  const byType = (type: string) => deliveries.flatMap(({ events }) => events).find((event) => event.type === type)
  const of = (n: number) =>
    deliveries.find(
      ({ events }) => events[0]?.type === ['created', 'updated', 'deleted'].map((verb) => `jira.issue.${verb}`)[n],
    )
  expect(of(0)).toMatchObject({ actorId: fake.other.accountId, hints: [changed] })
  expect(of(1)?.hints).toEqual([changed])
  expect(of(2)?.hints).toEqual([{ kind: 'gone', ref, containerId }])
  expect(byType('jira.issue.transitioned')).toMatchObject({
    ...{
      containerId,
      data: {
        issue: { id: ref.id, summary: 'told' },
        from: { id: '10010', name: 'To Do' },
        to: { id: '10012', name: 'Done' },
      },
    },
  })
  expect(byType('jira.issue.assigned')?.data).toMatchObject({
    from: null,
    to: { id: fake.me.accountId, name: 'Orchestrator' },
  })
})

test('comments name their issue; worklogs do not tell their project, so it is looked for', async () => {
  const { fake, provider, containerId } = stage
  const ref = await provider.create('with parts', '')
  fake.tell.addManual(url, secret)
  const path = `/rest/api/3/issue/${ref.id}`
  fake.as(fake.other, 'POST', `${path}/comment`, { body: markdownToAdf('hello') })
  fake.as(fake.other, 'POST', `${path}/worklog`, { started: '2026-11-28T09:00:00.000+0000', timeSpentSeconds: 600 })
  fake.tell.sprint('sprint_started', { id: 4, name: 'Sprint 4', state: 'active' })
  const deliveries = await told()
  const of = (type: string) => deliveries.find(({ events }) => events[0]?.type === type)
  const [comment] = fake.state.issues.get(ref.id)?.comments ?? []
  expect(of('jira.comment.created')?.hints).toEqual([
    { kind: 'changed', ref: { type: 'comment', id: `${ref.id}/${comment?.id}` }, containerId, on: ref },
  ])
  expect(of('jira.worklog.created')).toMatchObject({
    hints: [{ kind: 'pull', containerId: null }],
    events: [{ data: { worklog: { minutes: 10 } } }],
  })
  expect(of('jira.sprint.started')).toMatchObject({ hints: [], events: [{ data: { sprint: { name: 'Sprint 4' } } }] })
  const known = webhooks.events.map(({ type }) => type)
  for (const { events } of deliveries) for (const { type } of events) expect(known).toContain(type)
})

test('a link names its two issues, both of which are looked at', async () => {
  const { fake, provider } = stage
  const [one, other] = [await provider.create('one', ''), await provider.create('other', '')]
  fake.tell.addManual(url, secret)
  const link = { type: { name: 'Blocks' }, inwardIssue: { id: one.id }, outwardIssue: { id: other.id } }
  fake.as(fake.other, 'POST', '/rest/api/3/issueLink', link)
  const id = fake.state.issues.get(one.id)?.links[0]?.id
  fake.as(fake.other, 'DELETE', `/rest/api/3/issueLink/${id}`)
  const hints = [one, other].map((ref) => ({ kind: 'changed', ref, containerId: null, on: null }))
  expect(await told()).toMatchObject([
    { hints, events: [] },
    { hints, events: [] },
  ])
})

test('an app registers its webhook once, keeps it from ending, and gives it back', async () => {
  const { fake, containerId } = stage
  const session = stage.open({ accessToken: fake.accessToken, refreshToken: 'r', expiresAt: null })
  const { subscribe, renew, unsubscribe } = webhooks
  if (!subscribe || !renew || !unsubscribe) throw new Error('it can')
  const target = { url, secret: fake.clientSecret, containerId }
  const subscription = await subscribe(session, target)
  expect(await subscribe(session, target)).toMatchObject({ id: subscription.id })
  expect(fake.tell.hooks).toHaveLength(1)
  const days = (Date.parse(subscription.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(30)
  const [hook] = fake.tell.hooks
  if (hook) hook.expirationDate = Date.now() + 1_000
  await renew(session, subscription)
  expect(hook?.expirationDate).toBeGreaterThan(Date.now() + 29 * 86_400_000)

  await stage.provider.create('told to the app', '')
  await fake.tell.settled()
  const [request] = received
  if (!request) throw new Error('nothing came')
  const now = new Date()
  expect(await webhooks.verify(request, fake.clientSecret, now)).toBe(true)
  expect(await webhooks.verify(request, 'another', now)).toBe(false)
  expect(await webhooks.verify(request, fake.clientSecret, new Date(now.getTime() + 3_600_000))).toBe(false)
  const [, claims] = request.headers['authorization']?.split('.') ?? []
  const none = `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
  expect(await webhooks.verify({ ...request, headers: { authorization: none } }, fake.clientSecret, now)).toBe(false)
  expect(await webhooks.verify({ ...request, headers: {} }, fake.clientSecret, now)).toBe(false)

  await unsubscribe(session, subscription, containerId)
  expect(fake.tell.hooks).toEqual([])
})

test('with an API token webhooks are set up by hand, which is told; over OAuth they are not, which is told first', async () => {
  const target = { url, secret, containerId: stage.containerId }
  await expect(webhooks.subscribe?.(stage.open(), target)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(webhooks.manual).toContain('X-Hub-Signature')
  expect(webhooks.manual).toMatch(/^Connected over OAuth there is nothing to set up/)
})
