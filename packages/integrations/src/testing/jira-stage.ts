import { createHmac } from 'node:crypto'
import { markdownToAdf } from '../connectors/jira/adf/from-markdown.ts'
import { adfToMarkdown } from '../connectors/jira/adf/to-markdown.ts'
import { summaryOf } from '../connectors/jira/fields.ts'
import { createJira } from '../connectors/jira/index.ts'
import type { JiraSession } from '../connectors/jira/session.ts'
import { type FakeJira, startFakeJira } from './fakes/jira/fake-jira.ts'
import { startFaultProxy } from './fault-proxy.ts'
import type { Stage } from './stage.ts'

export interface JiraStage extends Stage {
  readonly fake: FakeJira
  open(credentials?: Stage['credentials']): JiraSession
}

/** @param between stands in front of the service, and is told its address @returns its own */
export async function openJiraStage(
  between: (service: string) => Promise<string> = async (service) => service,
): Promise<JiraStage> {
  const fake = await startFakeJira()
  const proxy = await startFaultProxy(await between(fake.url))
  fake.siteUrl = proxy.url
  const project = fake.addProject('SHOP')
  const hidden = fake.addProject('HIDE', { seenBy: fake.other.accountId })
  const connector = createJira({ auth: proxy.url, api: proxy.url })
  const credentials = fake.token
  const path = (id: string) => `/rest/api/3/issue/${id}`
  const create = (projectId: string, title: string, body: string) => {
    const fields = {
      project: { id: projectId },
      issuetype: { id: '10101' },
      summary: title,
      description: markdownToAdf(body),
    }
    const answer = fake.as(fake.other, 'POST', '/rest/api/3/issue', { fields })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    return { type: 'issue', id: (answer.body as { id: string }).id }
  }
  return {
    ...{ connector, proxy, fake, credentials, containerId: project.id },
    revoked: { email: fake.token.email, apiToken: 'ATATT3xFfGF0-revoked-token' },
    open: (given = credentials) =>
      connector.open({
        ...{ credentials: given, settings: { site: proxy.url } },
        policy: { allowPrivateHosts: [proxy.host] },
      }) as JiraSession,
    provider: {
      create: async (title, body) => create(project.id, title, body),
      async edit({ id }, { title, body }) {
        const fields = {
          ...(title !== undefined && { summary: title }),
          ...(body !== undefined && { description: markdownToAdf(body) }),
        }
        fake.as(fake.other, 'PUT', path(id), { fields })
      },
      remove: async ({ id }) => fake.as(fake.other, 'DELETE', path(id)).status === 204,
      count: async (title) =>
        [...fake.state.issues.values()].filter(({ fields }) => fields['summary'] === title).length,
    },
    task: {
      ...{ type: 'issue', title: 'summary', body: 'description', labels: 'labels', links: 'links' },
      normalise(field, value) {
        if (field === 'description') return adfToMarkdown(markdownToAdf(String(value ?? '')))
        return field === 'summary' ? summaryOf(value) : value
      },
    },
    comment: { type: 'comment', body: 'body' },
    outOfReach: { ref: create(hidden.id, 'hidden', ''), containerId: hidden.id },
    // As a time of day: told when it is asked for.
    get rateLimits() {
      return rateLimits()
    },
    delivery: signedDelivery(project.id),
    freezeClock: (frozen) => fake.state.freeze(frozen),
    async close() {
      await proxy.close()
      await fake.close()
    },
  }
}

const rateLimits = (): Stage['rateLimits'] => [
  {
    ...{ name: 'Retry-After', retryAfterMs: 9_000 },
    fault: {
      ...{ kind: 'answer', status: 429, body: '{"errorMessages":["Rate limit exceeded."]}' },
      headers: { 'retry-after': '9', 'ratelimit-reason': 'jira-burst-based' },
    },
  },
  {
    ...{ name: 'X-RateLimit-Reset', retryAfterMs: 60_000 },
    fault: {
      ...{ kind: 'answer', status: 429, body: '' },
      headers: { 'x-ratelimit-reset': new Date(Date.now() + 60_000).toISOString() },
    },
  },
]

function signedDelivery(projectId: string): Stage['delivery'] {
  const issue = {
    id: '20001',
    key: 'SHOP-1',
    fields: { summary: 'a', project: { id: projectId, key: 'SHOP', name: 'Shop' } },
  }
  const items = [
    { field: 'status', fieldId: 'status', from: '10010', fromString: 'To Do', to: '10012', toString: 'Done' },
  ]
  const user = { accountId: '557058:ann', displayName: 'Ann Lee' }
  const text = JSON.stringify({
    ...{
      timestamp: 1_795_824_000_000,
      webhookEvent: 'jira:issue_updated',
      user,
      issue,
      changelog: { id: '99', items },
    },
  })
  const secret = 'the secret of the webhook'
  const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
  return {
    ...{ secret, signature: 'x-hub-signature' },
    request: {
      headers: { 'x-hub-signature': signature, 'x-atlassian-webhook-identifier': '55' },
      body: new TextEncoder().encode(text),
    },
  }
}
