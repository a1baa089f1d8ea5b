import { signApprovalLink } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
let manager: TestWorkspace
let viewer: TestWorkspace
let projectId: string
let taskId: string
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
  manager = await api.caller(owner, { role: 'MANAGER' })
  viewer = await api.caller(owner, { role: 'VIEWER' })
  ;({ projectId, taskId } = await projectWithTask(owner))
})
afterAll(() => api.stop())

const ask = async (body: Json = {}): Promise<Json> => {
  const answer = await owner.call('POST', '/v1/approvals', { title: 'Publish?', from: { role: 'MANAGER' }, ...body })
  expect([answer.status, answer.body.code]).toEqual([201, undefined])
  return answer.body
}
const answer = (who: TestWorkspace, id: string, given: Json = { approved: true }) =>
  who.call('POST', `/v1/approvals/${id}/answer`, { answer: given })
const forMe = async (who: TestWorkspace) =>
  (await who.call('GET', '/v1/approvals?forMe=true&limit=200')).body.items.map(({ id }: Json) => id)

describe('/v1/approvals', () => {
  it('is asked, answered once, and told to whoever asks for it', async () => {
    const { id } = await ask({ taskId, timeoutMs: 3_600_000, remindEveryMs: 60_000 })
    expect((await answer(viewer, id)).body).toMatchObject({ code: 'forbidden', details: { reason: 'not_asked' } })
    expect((await answer(owner, id)).body).toMatchObject({ code: 'forbidden', details: { reason: 'self' } })
    const wrong = await answer(manager, id, { approved: 'yes', more: 1 })
    expect([wrong.status, wrong.body.errors.map(({ path }: Json) => path)]).toEqual([
      400,
      ['answer.approved', 'answer.more'],
    ])
    const done = await answer(manager, id, { approved: true, comment: 'fine' })
    expect(done.body).toMatchObject({ status: 'answered', answer: { approved: true, comment: 'fine' }, projectId })
    const again = await answer(manager, id, { approved: false })
    expect([again.status, again.body.code]).toEqual([409, 'already_answered'])
    expect((await viewer.call('GET', `/v1/approvals/${id}`)).body).toMatchObject({ answer: { approved: true } })
    expect((await owner.call('GET', `/v1/approvals?taskId=${taskId}&status=answered`)).body.items).toMatchObject([
      { id },
    ])
  })

  it('of ten that answer at once one is heard, and a repetition with its key is answered as the first', async () => {
    const { id } = await ask({ from: { role: 'VIEWER' } })
    const key = { 'Idempotency-Key': 'once' }
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? viewer : manager).call('POST', `/v1/approvals/${id}/answer`, { answer: { approved: n % 3 === 0 } }),
      ),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    const other = await ask({ from: { role: 'VIEWER' } })
    const send = () => viewer.call('POST', `/v1/approvals/${other.id}/answer`, { answer: { approved: true } }, key)
    const [first, second] = [await send(), await send()]
    expect([first.status, second.status, second.body]).toEqual([200, 200, first.body])
  })

  it('lists what waits for one’s own answer: by name, role, assignment and lead, and not what is one’s own doing', async () => {
    const by = async (from: Json, more: Json = {}) => (await ask({ from, ...more })).id
    const other = await projectWithTask(owner)
    await owner.call('PATCH', `/v1/tasks/${other.taskId}`, { assigneeId: viewer.memberId })
    await owner.call('PATCH', `/v1/projects/${projectId}`, { leadId: viewer.memberId })
    await owner.call('PUT', `/v1/projects/${other.projectId}/members/${viewer.memberId}`, { role: 'MANAGER' })
    await owner.call('PUT', `/v1/projects/${other.projectId}/members/${manager.memberId}`, { role: 'VIEWER' })
    const named = await by({ memberIds: [viewer.memberId] })
    const role = await by({ role: 'MANAGER' })
    const assigned = await by({ assignee: true }, { taskId: other.taskId })
    const led = await by({ lead: true }, { projectId })
    const inProject = await by({ projectRole: 'MANAGER' }, { projectId: other.projectId })
    const mine = await forMe(viewer)
    expect([named, role, assigned, led, inProject].map((id) => mine.includes(id))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ])
    const theirs = await forMe(manager)
    expect([named, role, assigned, led, inProject].map((id) => theirs.includes(id))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ])
    expect(await forMe(owner)).toEqual([])
    // The list says the same as the command.
    for (const id of [named, role, assigned, led, inProject])
      for (const who of [manager, viewer]) {
        const listed = (await forMe(who)).includes(id)
        expect([id, (await answer(who, id, { approved: 'no' })).status]).toEqual([id, listed ? 400 : 403])
      }
  })

  it('is cancelled by whoever asked, or who manages automations', async () => {
    const [one, other] = [await ask(), await ask()]
    expect((await viewer.call('POST', `/v1/approvals/${one.id}/cancel`)).status).toBe(403)
    expect((await owner.call('POST', `/v1/approvals/${one.id}/cancel`)).body.status).toBe('canceled')
    expect((await manager.call('POST', `/v1/approvals/${other.id}/cancel`)).body.status).toBe('canceled')
    expect((await answer(manager, other.id)).body.code).toBe('invalid_state')
  })

  it('is not for keys that are narrowed otherwise', async () => {
    const { id } = await ask({ from: { role: 'VIEWER' } })
    const narrowed = await api.caller(viewer, { scopes: ['workspace.read'] })
    expect((await answer(narrowed, id)).status).toBe(403)
    expect((await narrowed.call('GET', `/v1/approvals/${id}/link`)).status).toBe(403)
  })
})

describe('the page behind a signed link', () => {
  const form = {
    type: 'object',
    properties: {
      approved: { type: 'boolean', title: 'Publish <b>it</b>?' },
      audience: { enum: ['everybody', 'testers "only"'] },
      channels: { type: 'array', items: { enum: ['web', 'mail'] } },
      budget: { type: 'number', maximum: 100, description: 'in EUR' },
      day: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      note: { type: 'string' },
    },
    required: ['approved', 'audience'],
  }
  const linkOf = async (who: TestWorkspace, id: string) =>
    (await who.call('GET', `/v1/approvals/${id}/link`)).body.url as string
  const open = async (url: string, options: RequestInit = {}) => {
    const response = await fetch(url, { redirect: 'manual', ...options })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const send = (url: string, fields: Record<string, string | string[]>) =>
    open(url, {
      method: 'POST',
      body: new URLSearchParams(
        Object.entries(fields).flatMap(([name, values]) =>
          [values].flat().map((value): [string, string] => [`f.${name}`, value]),
        ),
      ),
    })
  const stored = async (id: string) => (await owner.call('GET', `/v1/approvals/${id}`)).body

  it('shows the question with everything escaped, loads and runs nothing, and is not answered by being opened', async () => {
    const { id } = await ask({
      title: '<script>alert(1)</script>',
      description: '"><img src=x onerror=alert(1)>',
      ask: form,
      taskId,
      link: 'https://example.com/?a="b"',
    })
    const url = await linkOf(manager, id)
    for (const method of ['GET', 'HEAD', 'GET']) expect((await open(url, { method })).status).toBe(200)
    const { text, headers } = await open(url)
    expect(text).not.toMatch(/<script|<img|<b>|onerror=alert\(1\)>/)
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    )
    expect([headers.get('referrer-policy'), headers.get('cache-control')]).toEqual(['no-referrer', 'no-store'])
    // Every input has its label, and the fields stand in the order in which they were asked for.
    const names = [...text.matchAll(/name="f\.(\w+)"/g)].map(([, name]) => name)
    expect([...new Set(names)]).toEqual(['approved', 'audience', 'channels', 'budget', 'day', 'at', 'note'])
    for (const [, control] of text.matchAll(/ id="(field-\d+)" name/g))
      expect(text).toContain(`<label for="${control}">`)
    expect((await stored(id)).status).toBe('pending')
  })

  it('takes the form’s answer as the member’s, once, and says so afterwards', async () => {
    const { id } = await ask({ ask: form })
    const url = await linkOf(manager, id)
    const wrong = await send(url, { approved: 'true', audience: '7', budget: '1000', note: '<i>keep me</i>' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).toMatch(/role="alert"/)
    expect(wrong.text).toContain('&lt;i&gt;keep me&lt;/i&gt;')
    expect((await stored(id)).status).toBe('pending')
    const filled = {
      approved: 'false',
      audience: '1',
      channels: ['0', '1'],
      budget: '12.5',
      day: '2026-12-01',
      at: '2026-12-01T10:30',
      note: '',
    }
    const sent = await send(url, filled)
    expect([sent.status, new URL(sent.headers.get('location') ?? '', url).href]).toEqual([303, url])
    expect(await stored(id)).toMatchObject({
      status: 'answered',
      answers: [{ memberId: manager.memberId }],
      answer: {
        approved: false,
        audience: 'testers "only"',
        channels: ['web', 'mail'],
        budget: 12.5,
        day: '2026-12-01',
        at: '2026-12-01T10:30:00Z',
      },
    })
    expect((await open(url)).text).toContain('You have answered')
    // A form that is sent twice is one answer, another one comes too late.
    expect((await send(url, filled)).status).toBe(303)
    const other = await send(url, { approved: 'true', audience: '0' })
    expect([other.status, other.text]).toEqual([409, expect.stringContaining('It is too late')])
    expect((await stored(id)).answers).toHaveLength(1)
  })

  it('is given to nobody who may not answer, and of no use to anybody else', async () => {
    const { id } = await ask()
    expect((await viewer.call('GET', `/v1/approvals/${id}/link`)).status).toBe(403)
    expect((await owner.call('GET', `/v1/approvals/${id}/link`)).status).toBe(403)
    const { workspaceId } = owner
    const until = new Date(Date.now() + 60_000).toISOString()
    const signed = (link: Json, key = api.masterKey) =>
      `${api.url}/approvals/${signApprovalLink(key, { workspaceId, approvalId: id, expiresAt: until, ...link })}`
    const stranger = await api.workspace()
    const pages: [string, string, number][] = [
      ['whoever is not asked', signed({ memberId: viewer.memberId }), 403],
      ['whoever asked', signed({ memberId: owner.memberId }), 403],
      ['a member of another workspace', signed({ memberId: stranger.memberId }), 403],
      ['another workspace', signed({ workspaceId: stranger.workspaceId, memberId: stranger.memberId }), 404],
      ['one that is over', signed({ memberId: manager.memberId, expiresAt: '2020-01-01T00:00:00.000Z' }), 409],
      [
        'one of another master key',
        signed({ memberId: manager.memberId }, Buffer.alloc(32, 99).toString('base64')),
        401,
      ],
      ['one that was changed', `${signed({ memberId: manager.memberId }).slice(0, -2)}AA`, 401],
      ['none', `${api.url}/approvals/x`, 401],
    ]
    for (const [what, url, status] of pages) {
      const sent = await send(url, { approved: 'true' })
      expect([what, sent.status, sent.headers.get('content-type')]).toEqual([what, status, 'text/html; charset=utf-8'])
    }
    expect((await stored(id)).status).toBe('pending')
    expect((await open(signed({ memberId: viewer.memberId }))).text).not.toContain('<form')
    // The right one works, until its member leaves.
    const url = await linkOf(manager, id)
    const json = await open(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(json.status).toBe(415)
    const leaver = await api.caller(owner, { role: 'MANAGER' })
    const theirs = await linkOf(leaver, id)
    await owner.call('DELETE', `/v1/members/${leaver.memberId}`)
    expect((await send(theirs, { approved: 'true' })).status).toBe(403)
    expect((await send(url, { approved: 'true' })).status).toBe(303)
  })

  it('whoever tries out tokens is slowed down', async () => {
    const slow = await startApi({ failedLoginLimit: 5 })
    try {
      const statuses: number[] = []
      for (let n = 0; n < 8; n++) statuses.push((await fetch(`${slow.url}/approvals/x${n}`)).status)
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    } finally {
      await slow.stop()
    }
  })
})
