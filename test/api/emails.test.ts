import { type EmailMode, newId } from '@orchestrator/domain'
import { createStore, readUnsubscribeLink, type Store, signUnsubscribeLink } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let relay: Store
let owner: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  relay = createStore({ ...api, role: 'relay', connections: 2 })
  owner = await api.workspace()
})
afterAll(async () => {
  await relay?.close()
  await api?.stop()
})

const tokenFor = ({ workspaceId, memberId }: TestWorkspace, kinds = ['commented', 'message'] as const) =>
  signUnsubscribeLink(api.masterKey, { workspaceId, memberId, kinds })
const page = (method: string, path: string, body?: string, type = 'application/x-www-form-urlencoded') =>
  fetch(api.url + path, {
    method,
    redirect: 'manual',
    ...(body !== undefined && { body, headers: { 'content-type': type } }),
  })
const modes = async (who: TestWorkspace): Promise<Record<string, EmailMode>> => {
  const { kinds } = (await who.call('GET', '/v1/me/notification-preferences')).body
  return Object.fromEntries(Object.entries(kinds).map(([kind, one]) => [kind, (one as { email: EmailMode }).email]))
}

describe('the link to have no more e-mail', () => {
  it('asks when it is opened, and changes nothing', async () => {
    const who = await api.caller(owner, { role: 'VIEWER' })
    const answer = await page('GET', `/unsubscribe/${tokenFor(who)}`)
    const text = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(text).toContain('comments on your tasks')
    expect(text).toContain('<form method="post">')
    expect(await modes(who)).toMatchObject({ commented: 'daily', message: 'immediately' })
  })

  it('unsubscribes by the one-click POST of a mail program, whatever form it has, and by none twice', async () => {
    for (const [body, type] of [
      ['List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
      [
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--',
        'multipart/form-data; boundary=x',
      ],
      [undefined, ''],
    ] as const) {
      const who = await api.caller(owner, { role: 'VIEWER' })
      for (let n = 0; n < 2; n++)
        expect((await page('POST', `/unsubscribe/${tokenFor(who)}`, body, type)).status).toBe(200)
      expect(await modes(who)).toMatchObject({ commented: 'off', message: 'off', assigned: 'immediately' })
      const { kinds } = (await who.call('GET', '/v1/me/notification-preferences')).body
      expect(kinds.message.inbox).toBe(true)
    }
  })

  it('is undone as it was before', async () => {
    const who = await api.caller(owner, { role: 'VIEWER' })
    await who.call('PATCH', '/v1/me/notification-preferences', {
      kinds: { message: { inbox: false, email: 'weekly' } },
    })
    const done = await (await page('POST', `/unsubscribe/${tokenFor(who)}`, 'all=1')).text()
    expect(new Set(Object.values(await modes(who)))).toEqual(new Set(['off']))
    // The digest of work is never there.
    expect(done).toContain('what waits for you, is due and has changed')
    expect(done).toContain('Your inbox stays as it is.')
    const undo = /action="([^"]+)"/.exec(done)?.[1] ?? ''
    expect((await page('GET', undo)).status).toBe(404)
    expect((await page('POST', undo, '')).status).toBe(200)
    expect(await modes(who)).toMatchObject({ message: 'weekly', commented: 'daily', assigned: 'immediately' })
    const { kinds } = (await who.call('GET', '/v1/me/notification-preferences')).body
    expect(kinds.message).toEqual({ inbox: false, email: 'weekly' })
  })

  it('of another workspace, made up, for another purpose, or of somebody who has left, is refused', async () => {
    const [who, other] = [await api.caller(owner, { role: 'VIEWER' }), await api.workspace()]
    const token = tokenFor(who)
    const bytes = Buffer.from(token, 'base64url')
    Buffer.from(other.workspaceId.replaceAll('-', ''), 'hex').copy(bytes)
    const undo = /undo\/([\w-]+)/.exec(await (await page('POST', `/unsubscribe/${token}`, '')).text())?.[1] ?? ''
    const theirs = tokenFor({ ...other, memberId: who.memberId })
    expect(readUnsubscribeLink(api.masterKey, theirs).memberId).toBe(who.memberId)
    for (const [wrong, status] of [
      [bytes.toString('base64url'), 401],
      [`${token}x`, 401],
      ['x', 401],
      [undo, 401],
      [theirs, 404],
    ] as const) {
      for (const method of ['GET', 'POST']) expect((await page(method, `/unsubscribe/${wrong}`)).status).toBe(status)
    }
    await owner.call('DELETE', `/v1/members/${who.memberId}`)
    expect((await page('POST', `/unsubscribe/${token}`)).status).toBe(404)
  })
})

describe('GET /v1/emails', () => {
  it('shows an ADMIN why e-mail was given up, and others what went to them', async () => {
    const [who, manager] = [await api.caller(owner, { role: 'VIEWER' }), await api.caller(owner, { role: 'MANAGER' })]
    const id = newId()
    await relay.write(
      owner.workspaceId,
      (tx) => tx`
        insert into emails (workspace_id, id, member_id, digest, status, attempts, last_error, unsure, created_at, updated_at)
        values (${owner.workspaceId}, ${id}, ${who.memberId}, false, 'failed', 10, 'the mail server: 550 no such mailbox', true, now(), now())`,
    )
    const listed = async (by: TestWorkspace, query = '') => (await by.call('GET', `/v1/emails${query}`)).body.items
    const mail = {
      id,
      memberId: who.memberId,
      status: 'failed',
      lastError: 'the mail server: 550 no such mailbox',
      unsure: true,
    }
    expect(await listed(owner)).toMatchObject([mail])
    expect(await listed(who)).toMatchObject([mail])
    expect(await listed(manager)).toEqual([])
    expect(await listed(manager, `?memberId=${who.memberId}`)).toEqual([])
    expect(await listed(owner, '?status=sent')).toEqual([])
    expect(await listed(await api.workspace())).toEqual([])
  })
})
