import { randomUUID } from 'node:crypto'
import * as jira from 'jira.js/cloud'
import type { Client } from 'jira.js/core'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pullAll } from '../../testing/conformance/pull-all.ts'
import { describeConnector } from '../../testing/connector-conformance.ts'
import { type JiraStage, openJiraStage } from '../../testing/jira-stage.ts'
import { type PrismProxy, startPrismProxy, type Violation } from '../../testing/prism/prism-proxy.ts'
import { publishedDescription } from '../../testing/prism/published-description.ts'

let prism: PrismProxy
let stage: JiraStage
beforeAll(async () => {
  stage = await openJiraStage(async (service) => {
    prism = await startPrismProxy(await publishedDescription('atlassian.com/jira'), service, /^\/ex\/jira\/[^/]+/)
    return prism.url
  })
})
afterAll(async () => {
  await stage.close()
  await prism.close()
})

// Its stage is ours, which is closed above.
describeConnector('jira through prism', async () => ({ ...stage, close: async () => undefined }), {
  parts: ['reading', 'writing'],
})

const run = (name: string, input: object) =>
  stage.connector.actions[name]?.run(input as never, {
    ...{ session: stage.open(), key: randomUUID(), retry: false },
  }) as Promise<{ id: string; key: string }>

test('what the suite does not do: all fields, moves, links, worklogs, people, counts', async () => {
  const { open, containerId, fake } = stage
  const epic = await run('createIssue', { project: 'SHOP', summary: 'an epic', issueType: 'Epic' })
  const issue = await run('createIssue', {
    ...{ project: 'SHOP', summary: 'all of it', issueType: 'Task', parent: epic.key, dueDate: '2026-12-24' },
    ...{ description: '# A\n\n- [ ] b\n\n| c |\n| - |\n| d |', labels: ['a'], assigneeId: fake.other.accountId },
  })
  const ref = { type: 'issue', id: issue.id }
  await open().update(ref, containerId, {
    ...{ originalEstimate: 90, storyPoints: 3.5, priority: '2', parent: null, issuetype: 'Bug' },
    ...{ customfield_10042: '10301', customfield_10043: ['10300'], customfield_10044: '**done**' },
  })
  await run('transitionIssue', { issue: issue.key, to: 'Done' })
  await run('linkIssues', { from: issue.key, to: epic.key, type: 'Relates' })
  await run('addComment', { issue: issue.key, body: 'said' })
  const started = '2026-11-28T09:00:00Z'
  const worklog = await run('addWorklog', { issue: issue.key, started, minutes: 15 })
  const own = { type: 'worklog', id: worklog.id }
  await open().update(own, containerId, { comment: 'longer', ended: '2026-11-28T10:00:00Z' })
  const pulled = await pullAll(open(), { containerId, type: 'worklog', cursor: null })
  expect(pulled.items.map(({ id }) => id)).toEqual([worklog.id])
  await open().remove(own, containerId)
  expect((await open().users?.(containerId))?.length).toBeGreaterThan(1)
  expect(await open().count?.({ containerId, type: 'issue' })).toBeGreaterThan(1)
})

test('as an app: webhooks are registered, kept from ending and given back', async () => {
  const { subscribe, renew, unsubscribe } = stage.connector.webhooks ?? {}
  const session = stage.open({ accessToken: stage.fake.accessToken, refreshToken: 'r', expiresAt: null })
  const target = { url: 'http://127.0.0.1:9/hook', secret: stage.fake.clientSecret, containerId: stage.containerId }
  const subscription = await subscribe?.(session, target)
  if (!subscription) throw new Error('it has webhooks')
  await renew?.(session, subscription)
  await unsubscribe?.(session, subscription, stage.containerId)
  expect(stage.fake.tell.hooks).toEqual([])
})

test('every request and every answer of it is as Atlassian’s description has it', () => {
  const known = (one: Violation) => younger.some((pattern) => pattern.test(`${one.operation} ${one.message}`))
  expect(prism.violations.filter((one) => !known(one))).toEqual([])
  expect([...prism.described].sort()).toEqual([
    'DELETE /issue/{}',
    'DELETE /issue/{}/comment/{}',
    'DELETE /issue/{}/worklog/{}',
    'DELETE /issueLink/{}',
    'DELETE /webhook',
    'GET /field',
    'GET /issue/{}',
    'GET /issue/{}/comment',
    'GET /issue/{}/worklog',
    'GET /issue/{}/worklog/{}',
    'GET /mypermissions',
    'GET /myself',
    'GET /project/SHOP',
    'GET /project/search',
    'GET /project/{}',
    'GET /project/{}/statuses',
    'GET /user/assignable/search',
    'GET /webhook',
    'POST /comment/list',
    'POST /issue',
    'POST /issue/{}/comment',
    'POST /issue/{}/transitions',
    'POST /issue/{}/worklog',
    'POST /issueLink',
    'POST /webhook',
    'PUT /issue/{}',
    'PUT /issue/{}/comment/{}',
    'PUT /issue/{}/worklog/{}',
    'PUT /webhook/refresh',
  ])
})

const younger = [
  // It gives answers without a body a type, as it does to those that have one.
  /^\w+ \S+ response: The received media type "" does not match/,
  // Events of sprints and versions are younger than it.
  /^POST \/webhook request\.body\.webhooks\.n\.events\.n: .* must be equal to one of the allowed values/,
]

/** Of Atlassian’s accounts, not of Jira. */
const central = 'GET /oauth/token/accessible-resources'

// The description is from before these were. jira.js has the same from a later one, as schemas.
test('what is younger than the description is answered as jira.js expects it', async () => {
  const { containerId, fake } = stage
  const authorization = `Basic ${Buffer.from(`${fake.token.email}:${fake.token.apiToken}`).toString('base64')}`
  const asked: string[] = []
  const client = {
    async sendRequest({ method = 'GET', url, body, searchParams, schema }) {
      asked.push(`${method} ${url.replace('/rest/api/3', '').replaceAll(/\/\d+/g, '/{}')}`)
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(searchParams ?? {}))
        if (value !== undefined) query.set(name, String(value))
      const answer = await request(`${fake.url}${url}?${query}`, {
        ...{ method, headers: { authorization, 'content-type': 'application/json' } },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      expect(answer.statusCode).toBe(200)
      if (!schema) throw new Error(`jira.js has no schema for ${url}`)
      return schema.parse(await answer.body.json())
    },
  } as Client
  const { issues } = await jira.searchAndReconsileIssuesUsingJqlPost(client, {
    ...{
      jql: `project = ${containerId} ORDER BY updated ASC, key ASC`,
      fields: ['*all'],
      properties: ['orchestrator'],
    },
    maxResults: 5,
  })
  const ids = issues?.map(({ id }) => String(id)) ?? []
  expect(ids).toHaveLength(5)
  await jira.bulkFetchIssues(client, { issueIdsOrKeys: ids, fields: ['*all'], properties: ['orchestrator'] })
  await jira.countIssues(client, { jql: `project = ${containerId}` })
  await jira.getCreateIssueMetaIssueTypes(client, { projectIdOrKey: containerId })
  await jira.getCreateIssueMetaIssueTypeId(client, { projectIdOrKey: containerId, issueTypeId: '10101' })
  const used = [...prism.undescribed].filter((operation) => operation !== central)
  expect(used.sort()).toEqual(asked.sort())
})
