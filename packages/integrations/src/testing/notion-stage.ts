import { createHmac } from 'node:crypto'
import { markdownToBlocks } from '../connectors/notion/blocks/from-markdown.ts'
import { blockRequest } from '../connectors/notion/blocks/request.ts'
import { answered, blocksToMarkdown } from '../connectors/notion/blocks/to-markdown.ts'
import { createNotion } from '../connectors/notion/index.ts'
import { titleOf } from '../connectors/notion/properties.ts'
import type { NotionSession } from '../connectors/notion/session.ts'
import { type FakeNotion, startFakeNotion } from './fakes/notion/fake-notion.ts'
import { plain } from './fakes/notion/rich-text.ts'
import type { FakeProperty, FakeSource } from './fakes/notion/state.ts'
import { startFaultProxy } from './fault-proxy.ts'
import type { Stage } from './stage.ts'

export interface NotionStage extends Stage {
  readonly fake: FakeNotion
  readonly source: FakeSource
  open(credentials?: Stage['credentials']): NotionSession
}

const options = (...names: string[]) =>
  names.map((name, n) => ({ id: `option-${n}-${name.toLowerCase().replaceAll(' ', '-')}`, name, color: 'gray' }))

export function taskProperties(): Omit<FakeProperty, 'id'>[] {
  const [todo, doing, done, canceled] = options('Not started', 'In progress', 'Done', 'Canceled').map(({ id }) => id)
  const group = (name: string, ...ids: (string | undefined)[]) => ({
    ...{ id: `group-${name}`, name, color: 'gray', option_ids: ids.filter((id) => id !== undefined) },
  })
  return [
    { name: 'Name', type: 'title' },
    {
      ...{ name: 'Status', type: 'status', options: options('Not started', 'In progress', 'Done', 'Canceled') },
      groups: [group('To-do', todo), group('In progress', doing), group('Complete', done, canceled)],
    },
    { name: 'Priority', type: 'select', options: options('Urgent', 'High', 'Medium', 'Low') },
    { name: 'Tags', type: 'multi_select', options: [] },
    { name: 'Assignee', type: 'people' },
    { name: 'Due', type: 'date' },
    { name: 'Start', type: 'date' },
    { name: 'Estimate', type: 'number' },
    { name: 'Parent item', type: 'relation', to: 'self' },
    { name: 'Blocked', type: 'checkbox' },
    { name: 'Notes', type: 'rich_text' },
    { name: 'Link', type: 'url' },
    { name: 'ID', type: 'unique_id' },
    { name: 'Created', type: 'created_time' },
    { name: 'Doubled', type: 'formula' },
  ]
}

export async function openNotionStage(): Promise<NotionStage> {
  const fake = await startFakeNotion()
  const proxy = await startFaultProxy(fake.url)
  const source = fake.addSource('Tasks', taskProperties())
  const hidden = fake.addSource('Secrets', taskProperties())
  const connector = createNotion(proxy.url)
  const credentials = { token: fake.token }
  const bodyOf = (markdown: string) => {
    const blocks = markdownToBlocks(markdown)
    return blocks.length > 0 ? { children: blocks.map((block) => blockRequest(block)) } : {}
  }
  const titled = (title: string) => ({ Name: { title: [{ text: { content: title } }] } })
  const create = (sourceId: string, title: string, body: string) => {
    const given = { parent: { data_source_id: sourceId }, properties: titled(title), ...bodyOf(body) }
    const answer = fake.as(fake.other, 'POST', '/v1/pages', given)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return { type: 'page', id: (answer.body as { id: string }).id }
  }
  const outOfReach = { ref: create(hidden.id, 'hidden', ''), containerId: hidden.id }
  hidden.shared = false
  return {
    ...{ connector, proxy, fake, source, credentials, containerId: source.id, outOfReach },
    revoked: { token: 'ntn_9876543210_revoked_token_of_it' },
    open: (given = credentials) =>
      connector.open({
        ...{ credentials: given, settings: {}, policy: { allowPrivateHosts: [proxy.host] } },
      }) as NotionSession,
    provider: {
      create: async (title, body) => create(source.id, title, body),
      async edit({ id }, { title, body }) {
        if (title !== undefined) fake.as(fake.other, 'PATCH', `/v1/pages/${id}`, { properties: titled(title) })
        if (body === undefined) return
        for (const block of fake.state.children.get(id) ?? []) fake.as(fake.other, 'DELETE', `/v1/blocks/${block}`)
        fake.as(fake.other, 'PATCH', `/v1/blocks/${id}/children`, bodyOf(body))
      },
      remove: async ({ id }) => fake.as(fake.other, 'PATCH', `/v1/pages/${id}`, { in_trash: true }).status === 200,
      count: async (title) =>
        [...fake.state.pages.values()].filter(({ values, inTrash }) => !inTrash && plain(values.get('title')) === title)
          .length,
    },
    task: {
      ...{ type: 'page', title: 'title', body: 'content', labels: `multi_select:${source.properties[3]?.id}` },
      normalise(field, value) {
        if (field === 'content') return blocksToMarkdown(markdownToBlocks(String(value ?? '')).map(answered))
        return field === 'title' ? titleOf(value) : value
      },
    },
    comment: { type: 'comment', body: 'body' },
    rateLimits: [
      {
        ...{ name: 'Retry-After', retryAfterMs: 9_000 },
        fault: {
          ...{ kind: 'answer', status: 429, headers: { 'retry-after': '9' } },
          body: '{"object":"error","status":429,"code":"rate_limited","message":"You have been rate limited."}',
        },
      },
      {
        ...{ name: 'overload', retryAfterMs: 30_000 },
        fault: {
          ...{ kind: 'answer', status: 529, headers: { 'retry-after': '30' } },
          body: '{"object":"error","status":529,"code":"service_overload","message":"Notion is overloaded."}',
        },
      },
    ],
    delivery: signedDelivery(source.id),
    freezeClock: (frozen) => fake.state.freeze(frozen),
    async close() {
      await proxy.close()
      await fake.close()
    },
  }
}

function signedDelivery(sourceId: string): Stage['delivery'] {
  const text = JSON.stringify({
    ...{
      id: '367cba44-b6f3-4c92-81e7-6a2e9659efd4',
      timestamp: '2026-11-28T18:00:00.000Z',
      type: 'page.properties_updated',
    },
    ...{ workspace_id: '13950b26-c203-4f3b-b97d-93ec06319565', attempt_number: 1, api_version: '2026-03-11' },
    authors: [{ id: 'c7c11cca-1d73-471d-9b6e-bdef51470190', type: 'person' }],
    entity: { id: '153104cd-477e-809d-8dc4-ff2d96ae3090', type: 'page' },
    data: {
      parent: { id: '98b6daa0-7c5f-4b4e-a1b3-5b8e4d4f6f00', type: 'database', data_source_id: sourceId },
      updated_properties: ['%3A1st'],
    },
  })
  const secret = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'
  return {
    ...{ secret, signature: 'x-notion-signature' },
    request: {
      headers: { 'x-notion-signature': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}` },
      body: new TextEncoder().encode(text),
    },
  }
}
