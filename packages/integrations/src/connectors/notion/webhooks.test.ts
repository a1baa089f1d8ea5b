import { signWebhookPayload } from '@notionhq/client'
import { describe, expect, test } from 'vitest'
import { webhooks } from './webhooks.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const source = '2d1c3a4b-0000-4000-8000-000000000001'
const page = '2d1c3a4b-0000-4000-8000-000000000002'
const comment = '2d1c3a4b-0000-4000-8000-000000000003'
const delivery = (type: string, entity: { id: string; type: string }, data: object = {}, more: object = {}) => ({
  ...{ id: 'd1', timestamp: '2026-11-28T18:00:00.123Z', workspace_id: 'w', subscription_id: 's', integration_id: 'i' },
  ...{ type, entity, data, attempt_number: 1, authors: [{ id: 'u1', type: 'person' }], api_version: '2026-03-11' },
  ...more,
})
const parse = (given: object) => webhooks.parse({ headers: {}, body: bytes(given) })
const inSource = { parent: { id: 'database', type: 'database', data_source_id: source } }

describe('deliveries', () => {
  test('what Notion’s own client signs is believed', async () => {
    const [body, verificationToken] = [
      bytes(delivery('page.created', { id: page, type: 'page' })),
      'secret_of_the_subscription',
    ]
    const headers = { 'x-notion-signature': await signWebhookPayload({ body, verificationToken }) }
    expect(await webhooks.verify({ headers, body }, verificationToken, new Date())).toBe(true)
    expect(await webhooks.verify({ headers, body }, '', new Date())).toBe(false)
  })

  test('the token that comes first is told from all others', () => {
    const handshake = (value: unknown) => webhooks.handshake?.({ headers: {}, body: bytes(value) })
    expect(handshake({ verification_token: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl' })).toMatch(
      /^secret_tMr/,
    )
    expect(
      handshake(delivery('page.created', { id: page, type: 'page' }, { verification_token: 'secret_of_another' })),
    ).toBeNull()
    for (const other of [null, [], 'x', {}, { verification_token: 7 }, { verification_token: '' }])
      expect(handshake(other)).toBeNull()
  })

  test.each<[string, object, unknown[]]>([
    [
      'a page',
      delivery('page.created', { id: page, type: 'page' }, inSource),
      [{ kind: 'changed', ref: { type: 'page', id: page }, containerId: source, on: null }],
    ],
    [
      'one whose database alone is told',
      delivery('page.content_updated', { id: page, type: 'page' }, { parent: { id: 'x', type: 'database' } }),
      [{ kind: 'changed', ref: { type: 'page', id: page }, containerId: null, on: null }],
    ],
    [
      'one in the trash',
      delivery('page.deleted', { id: page, type: 'page' }, inSource),
      [{ kind: 'gone', ref: { type: 'page', id: page }, containerId: source }],
    ],
    [
      'one out of it',
      delivery('page.undeleted', { id: page, type: 'page' }, inSource),
      [{ kind: 'changed', ref: { type: 'page', id: page }, containerId: source, on: null }],
    ],
    [
      'a comment',
      delivery(
        'comment.created',
        { id: comment, type: 'comment' },
        { page_id: page, parent: { id: page, type: 'page' } },
      ),
      [{ kind: 'changed', ref: { type: 'comment', id: comment }, containerId: null, on: { type: 'page', id: page } }],
    ],
    [
      'a comment that is gone',
      delivery('comment.deleted', { id: comment, type: 'comment' }, { page_id: page }),
      [{ kind: 'gone', ref: { type: 'comment', id: comment }, containerId: null }],
    ],
    [
      'a data source with other pages',
      delivery('data_source.content_updated', { id: source, type: 'data_source' }),
      [{ kind: 'pull', containerId: source }],
    ],
    ['something that is yet to come', delivery('view.created', { id: 'v', type: 'view' }), []],
  ])('%s is a hint', (_name, given, hints) => {
    expect(parse(given).hints).toEqual(hints)
  })

  test('what happened is an event, with who did it if it was one', () => {
    const told = parse(
      delivery(
        'page.properties_updated',
        { id: page, type: 'page' },
        { ...inSource, updated_properties: ['%3A1', { id: 'title' }] },
      ),
    )
    expect(told).toMatchObject({ id: 'd1', actorId: 'u1' })
    expect(told.events).toEqual([
      {
        ...{
          type: 'notion.page.properties_updated',
          id: 'd1',
          occurredAt: '2026-11-28T18:00:00.123Z',
          containerId: source,
        },
        data: { page: { id: page }, properties: ['%3A1', 'title'], user: { id: 'u1', type: 'person' } },
      },
    ])
    const authors = [
      { id: 'u1', type: 'person' },
      { id: 'bot', type: 'bot' },
    ]
    // A change of several is not ours, though we are among them.
    expect(
      parse(delivery('page.content_updated', { id: page, type: 'page' }, inSource, { authors })).actorId,
    ).toBeNull()
    expect(parse(delivery('view.created', { id: 'v', type: 'view' })).events).toEqual([])
  })
})
