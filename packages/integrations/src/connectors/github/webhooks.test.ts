import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { githubTokens, openGitHubStage } from '../../testing/github-stage.ts'
import { closedBy } from './closing-keywords.ts'
import { webhooks } from './webhooks.ts'

interface Example {
  readonly action?: string
  readonly pull_request?: { readonly merged?: boolean; readonly number: number }
  readonly issue?: { readonly number: number; readonly title: string; readonly pull_request?: unknown }
  readonly comment?: { readonly id: number }
  readonly repository?: { readonly id: number }
}
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as { name: string; examples: Example[] }[]
const of = (name: string) => examples.find((one) => one.name === name)?.examples ?? []

const request = (event: string, payload: unknown, id = 'd-1'): InboundRequest => ({
  headers: { 'X-GitHub-Event': event, 'X-GitHub-Delivery': id, 'Content-Type': 'application/json' },
  body: new TextEncoder().encode(JSON.stringify(payload)),
})
const parse = (event: string, payload: unknown) => webhooks.parse(request(event, payload))

it.each([
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'check_suite',
  'check_run',
  'push',
  'create',
  'milestone',
  'label',
])('every example of %s is read, and gives the events that it should', (event) => {
  expect(of(event).length).toBeGreaterThan(0)
  const known = new Set(webhooks.events.map(({ type }) => type))
  for (const payload of of(event)) {
    const { events, hints } = parse(event, payload)
    const { action } = payload
    const expected =
      new Map([
        ['push', 'github.push'],
        ['create', `github.${(payload as { ref_type?: string }).ref_type}.created`],
        ['issues', `github.issue.${action}`],
        [
          'pull_request',
          `github.pull_request.${payload.pull_request?.merged && action === 'closed' ? 'merged' : action}`,
        ],
      ]).get(event) ?? `github.${event}.${action}`
    expect(events.map(({ type }) => type)).toEqual(known.has(expected) ? [expected] : [])
    for (const one of events) {
      expect(one).toMatchObject({ id: 'd-1', containerId: String(payload.repository?.id) })
      expect(Date.parse(one.occurredAt)).toBeGreaterThan(Date.parse('2010-01-01'))
      expect(JSON.parse(JSON.stringify(one.data))).toEqual(one.data)
    }
    if (event === 'issues') {
      expect(hints).toHaveLength(1)
      const gone = action === 'deleted' || action === 'transferred'
      const ref = { type: 'issue', id: `${payload.repository?.id}/${payload.issue?.number}` }
      expect(hints[0]).toMatchObject({ kind: gone ? 'gone' : 'changed', ref })
      // Of one that is pinned GitHub's example tells a part alone.
      const whole = !gone && payload.issue && 'state' in payload.issue
      if (whole) expect(hints[0]).toMatchObject({ item: { ...ref, fields: { title: payload.issue?.title } } })
      else expect(hints[0]).not.toHaveProperty('item')
    }
    if (event === 'issue_comment') {
      const expectedHint = payload.issue?.pull_request
        ? []
        : [
            expect.objectContaining({
              kind: action === 'deleted' ? 'gone' : 'changed',
              ref: { type: 'comment', id: String(payload.comment?.id) },
            }),
          ]
      expect(hints).toEqual(expectedHint)
    }
  }
})

it('every other delivery that GitHub documents is read without an event or a crash', () => {
  let read = 0
  for (const { name, examples: payloads } of examples) {
    for (const payload of payloads) {
      parse(name, payload)
      read++
    }
  }
  expect(read).toBeGreaterThan(200)
})

it('a merged pull request tells its branch and what it closes', () => {
  const [opened] = of('pull_request').filter(({ action }) => action === 'closed')
  const repository = (opened as { repository: { id: number; full_name: string } }).repository
  const body = `Fixes #12, closes ${repository.full_name}#13, resolves other/place#14`
  const merged = { ...opened, pull_request: { ...opened?.pull_request, merged: true, body } }
  const { events } = parse('pull_request', merged)
  expect(events[0]).toMatchObject({
    type: 'github.pull_request.merged',
    data: {
      pullRequest: { merged: true, branch: expect.any(String), closes: [`${repository.id}/12`, `${repository.id}/13`] },
    },
  })
})

it('knows the words that close', () => {
  const text =
    'Closes: #1. fixed #2 resolve a/b#3 https://x.y/a/b/issues/4 fix https://x.y/a/b/issues/5, prefix #6, see #7, closed c/d#8'
  expect(closedBy(text, 'A/b')).toEqual([1, 2, 3, 5])
})

it('a sub-issue changes its child; labels and milestones change what does not say so', () => {
  const [labelled] = of('label')
  expect(parse('label', labelled).hints).toEqual([{ kind: 'pull', containerId: String(labelled?.repository?.id) }])
  const child = {
    ...{ number: 7, title: 'child', html_url: 'https://github.com/acme/shop/issues/7' },
    ...{ repository_url: 'https://api.github.com/repos/acme/shop', updated_at: '2026-01-01T00:00:00Z' },
  }
  const repository = { id: 5, full_name: 'acme/shop', html_url: 'https://github.com/acme/shop' }
  const { hints, events } = parse('sub_issues', {
    action: 'sub_issue_added',
    sub_issue: child,
    parent_issue: child,
    repository,
  })
  expect(hints).toEqual([{ kind: 'changed', ref: { type: 'issue', id: '5/7' }, containerId: '5', on: null }])
  expect(events.map(({ type }) => type)).toEqual(['github.sub_issue.added'])
})

it('what the service sends itself is believed and read; subscribing twice makes one', async () => {
  const received: InboundRequest[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ headers: incoming.headers as Record<string, string>, body: Buffer.concat(chunks) })
        response.writeHead(202).end()
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stage = await openGitHubStage()
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/x`
    const target = { url, secret: 'one secret', containerId: stage.containerId }
    if (!webhooks.subscribe || !webhooks.unsubscribe) throw new Error('it can subscribe')
    const first = await webhooks.subscribe(stage.open(), target)
    expect(await webhooks.subscribe(stage.open(), target)).toEqual(first)
    const hooks = async () =>
      (await stage.emulator.ask(githubTokens.ours, 'GET', '/repos/acme-dev/shop/hooks')).body as unknown[]
    expect(await hooks()).toHaveLength(1)

    const ref = await stage.provider.create('told by a webhook', 'body')
    await expect
      .poll(() => received.filter(({ headers }) => headers['x-github-event'] === 'issues').length, { timeout: 20_000 })
      .toBe(1)
    const delivery = received.find(({ headers }) => headers['x-github-event'] === 'issues')
    if (!delivery) throw new Error('nothing came')
    expect(await webhooks.verify(delivery, 'one secret', new Date())).toBe(true)
    expect(await webhooks.verify(delivery, 'another secret', new Date())).toBe(false)
    const { hints, events } = webhooks.parse(delivery)
    expect(hints).toEqual([
      expect.objectContaining({ kind: 'changed', ref, item: expect.objectContaining({ id: ref.id }) }),
    ])
    expect(events.map(({ type }) => type)).toEqual(['github.issue.opened'])

    await webhooks.unsubscribe(stage.open(), first, stage.containerId)
    await webhooks.unsubscribe(stage.open(), first, stage.containerId)
    expect(await hooks()).toHaveLength(0)
  } finally {
    await stage.close()
    server.closeAllConnections()
    server.close()
  }
})
