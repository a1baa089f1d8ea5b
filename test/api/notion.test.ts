// Notion over the API: it tells by itself what is which field, and makes the secret of its webhook by itself.
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type NotionStage, openNotionStage } from '../../packages/integrations/src/testing/notion-stage.ts'
import { projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let notion: NotionStage
let api: TestApi
let w: TestWorkspace
beforeAll(async () => {
  notion = await openNotionStage()
  api = await startApi(
    { httpPolicy: { allowPrivateHosts: [notion.proxy.host] }, publicUrl: 'https://orchestrator.test' },
    { connectors: { notion: notion.connector } },
  )
  w = await api.workspace()
})
afterAll(async () => {
  await api?.stop()
  await notion?.close()
})

const connect = async (): Promise<string> => {
  const { status, body } = await w.call('POST', '/v1/connections', {
    provider: 'notion',
    credentials: notion.credentials,
  })
  expect([status, body.account?.name]).toEqual([201, 'Orchestrator (Acme)'])
  return body.id
}

it('a database is mapped with the fields that it has', async () => {
  const [connectionId, { projectId }] = [await connect(), await projectWithTask(w)]
  const { items } = (await w.call('GET', `/v1/connections/${connectionId}/containers?search=task`)).body
  expect(items).toMatchObject([{ id: notion.containerId, name: 'Tasks' }])
  const { status, body } = await w.call('POST', '/v1/mappings', {
    connectionId,
    projectId,
    containerId: notion.containerId,
  })
  expect(status).toBe(201)
  const ours = body.fields.map((field: { ours: string }) => field.ours).sort()
  expect(ours).toEqual(
    [
      ...['title', 'description', 'status', 'priority', 'tags', 'assigneeId', 'startDate', 'dueDate', 'estimatePoints'],
      'parentId',
    ].sort(),
  )
  const { suggested, theirs } = (await w.call('GET', `/v1/mappings/${body.id}/fields`)).body
  expect(suggested).toEqual(body.fields)
  expect(theirs.map(({ name }: { name: string }) => name)).toContain('Doubled')
})

it('fields of one name are mapped, and their options by their names; what cannot be written there comes in alone', async () => {
  const [connectionId, { projectId }] = [await connect(), await projectWithTask(w)]
  const own = (key: string, name: string, type: string, options?: string[]) =>
    w.call('POST', '/v1/custom-fields', { key, name, type, projectIds: [projectId], ...(options && { options }) })
  await own('blocked', 'blocked', 'checkbox')
  await own('urgency', 'Urgency', 'select', ['high', 'low', 'none at all'])
  await own('budget', 'Estimate', 'money')
  const at = { connectionId, projectId, containerId: notion.containerId }
  const { body } = await w.call('POST', '/v1/mappings', at)
  const key = (prefix: string, name: string) =>
    `${prefix}:${notion.source.properties.find((one) => one.name === name)?.id}`
  // A number there takes no money.
  expect(body.fields.filter(({ ours }: { ours: string }) => ours.startsWith('customFields.'))).toEqual([
    { theirs: key('checkbox', 'Blocked'), ours: 'customFields.blocked', direction: 'both', policy: 'newest' },
  ])
  const patch = (fields: object[]) => w.call('PATCH', `/v1/mappings/${body.id}`, { fields })
  const changed = await patch([{ theirs: key('select', 'Priority'), ours: 'customFields.urgency' }])
  expect(changed.body.fields[0].values).toEqual([
    { theirs: 'option-1-high', ours: 'high' },
    { theirs: 'option-3-low', ours: 'low' },
  ])
  const money = { theirs: key('number', 'Estimate'), ours: 'customFields.budget' }
  const refused = await patch([money])
  expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'fields.0.direction'])
  expect((await patch([{ ...money, direction: 'in' }])).status).toBe(200)
})

it('the token that Notion brings is its secret from then on; only the address that was given out takes one, once', async () => {
  const id = await connect()
  const info = async () => (await w.call('GET', `/v1/connections/${id}/webhook`)).body
  const first = await info()
  const path = (url: string) => url.replace('https://orchestrator.test', '')
  expect(first.url).toMatch(new RegExp(`^https://orchestrator\\.test/v1/integrations/${id}/webhook\\?key=[\\w-]{32}$`))
  const token = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'
  const bring = async (url: string, verification_token = token) =>
    (await w.call('POST', url, { verification_token })).status
  const without = `/v1/integrations/${id}/webhook`
  expect([await bring(without), await bring(`${without}?key=guessed`)]).toEqual([401, 401])
  expect((await info()).secret).toBe(first.secret)
  expect(await bring(path(first.url))).toBe(200)
  const second = await info()
  expect([second.secret, second.url === first.url]).toEqual([token, false])
  // Sent again it is the same; another is not taken at the old address, but is at the new one.
  expect([await bring(path(first.url)), await bring(path(first.url), 'secret_of_somebody_else')]).toEqual([200, 401])
  expect((await info()).secret).toBe(token)

  const { request } = notion.delivery ?? {}
  const body = Buffer.from(request?.body ?? []).toString()
  const send = async (secret: string) => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    return (await w.call('POST', path(first.url), body, { 'x-notion-signature': signature })).status
  }
  expect([await send(token), await send(first.secret), await send('secret_of_somebody_else')]).toEqual([202, 401, 401])
  expect(await bring(path(second.url), 'secret_of_the_next_subscription')).toBe(200)
  expect((await info()).secret).toBe('secret_of_the_next_subscription')
})

it('of two that bring a token at once one has it', async () => {
  const id = await connect()
  const { url } = (await w.call('GET', `/v1/connections/${id}/webhook`)).body
  const path = url.replace('https://orchestrator.test', '')
  const tokens = Array.from({ length: 5 }, (_, n) => `secret_number_${n}`)
  const taken = await Promise.all(
    tokens.map(async (verification_token) => (await w.call('POST', path, { verification_token })).status),
  )
  expect(taken.filter((status) => status === 200)).toHaveLength(1)
  expect((await w.call('GET', `/v1/connections/${id}/webhook`)).body.secret).toBe(tokens[taken.indexOf(200)])
})
