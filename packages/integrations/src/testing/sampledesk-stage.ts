// To adapt: which type of item is a task and which of its fields are which, how limits are told, and what the service does to texts.
import { sampledesk } from '../connectors/sampledesk/index.ts'
import { type FakeSampleDesk, startFakeSampleDesk } from './fakes/sampledesk/fake-sampledesk.ts'
import { signed } from './fakes/sampledesk/tell.ts'
import { startFaultProxy } from './fault-proxy.ts'
import type { Stage } from './stage.ts'

export interface SampleDeskStage extends Stage {
  readonly fake: FakeSampleDesk
}

export async function openSampleDeskStage(): Promise<SampleDeskStage> {
  const fake = await startFakeSampleDesk()
  const proxy = await startFaultProxy(fake.url)
  const { state, other } = fake
  const list = state.addList('Shop')
  const hidden = state.addList('Hidden', other.id)
  const credentials = { token: fake.token }
  const create = (listId: string, title: string, text: string) => {
    const { status, body } = fake.as(other, 'POST', `/lists/${listId}/items`, { title, text })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return { type: 'item', id: (body as { id: string }).id }
  }
  const path = (id: string) => `/items/${id}`
  return {
    ...{ connector: sampledesk, proxy, fake, credentials, containerId: list.id },
    revoked: { token: 'sampledesk-revoked-token' },
    open: (given = credentials) =>
      sampledesk.open({
        ...{ credentials: given, settings: { baseUrl: proxy.url } },
        policy: { allowPrivateHosts: [proxy.host] },
      }),
    provider: {
      create: async (title, body) => create(list.id, title, body),
      async edit({ id }, { title, body }) {
        const change = { ...(title !== undefined && { title }), ...(body !== undefined && { text: body }) }
        fake.as(other, 'PATCH', path(id), change)
      },
      remove: async ({ id }) => fake.as(other, 'DELETE', path(id)).status === 204,
      count: async (title) => [...state.things.items.values()].filter((item) => item['title'] === title).length,
    },
    task: { type: 'item', title: 'title', body: 'text', labels: 'labels' },
    comment: { type: 'comment', body: 'text' },
    outOfReach: { ref: create(hidden.id, 'hidden', ''), containerId: hidden.id },
    rateLimits: [
      {
        ...{ name: 'Retry-After', retryAfterMs: 9_000 },
        fault: {
          kind: 'answer',
          status: 429,
          headers: { 'retry-after': '9' },
          body: '{"message":"Too many requests"}',
        },
      },
    ],
    delivery: delivery(list.id),
    freezeClock: (frozen) => state.freeze(frozen),
    hold: ({ id }, held) => void (held ? state.held.add(id) : state.held.delete(id)),
    async close() {
      await proxy.close()
      await fake.close()
    },
  }
}

function delivery(list_id: string): Stage['delivery'] {
  const at = '2026-11-28T12:00:00.000Z'
  const item = {
    ...{ id: 'i1', list_id, title: 'told', text: '', done: false, labels: [], assignee_id: null, url: '' },
    ...{ created_by: { id: 'ann', name: 'Ann Lee' }, created_at: at, updated_at: at },
  }
  const text = JSON.stringify({ id: 'd1', event: 'item.created', at, actor_id: 'ann', list_id, item })
  const secret = 'the secret of the webhook'
  return {
    ...{ secret, signature: 'x-sampledesk-signature' },
    request: { headers: { 'x-sampledesk-signature': signed(secret, text) }, body: new TextEncoder().encode(text) },
  }
}
