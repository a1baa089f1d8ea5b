import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
})
afterAll(() => api.stop())

const run = (w: TestWorkspace, type: Command['type'], data: object) =>
  api.store.execute(w.principal, [{ id: newId(), type, data } as Command])

/** Proposes as an agent; decides unless that is left out. */
async function propose(w: TestWorkspace, operations: Json[], decision?: 'accept' | 'reject'): Promise<string> {
  const id = newId()
  await run(w, 'patch.propose', { id, title: 'Plan', author: { agent: 'planner' }, operations })
  if (decision) await run(w, 'patch.review', { id, decisions: operations.map(({ key }) => ({ key, decision })) })
  return id
}
const change = (key: string, id: string, data: object) => ({
  key,
  command: 'task.update',
  data: { id, ...data },
  confidence: 0.9,
})
const errorOf = async (answer: Promise<{ status: number; body: Json }>) => {
  const { status, body } = await answer
  return [status, body.code]
}

it('what was accepted is shown, and expected of the next; two people of two tastes get two orders', async () => {
  const ada = await api.workspace()
  const { projectId, taskId } = await projectWithTask(ada)
  const bo = await api.caller(ada, { role: 'MANAGER' })
  const asBo = {
    ...bo,
    principal: { ...ada.principal, actor: { type: 'user' as const, id: bo.memberId, memberId: bo.memberId } },
  }
  for (let n = 0; n < 16; n++)
    for (const [who, liked] of [
      [ada, 'priority'],
      [asBo, 'title'],
    ] as const) {
      await propose(who, [change('a', taskId, { priority: 'high' })], liked === 'priority' ? 'accept' : 'reject')
      await propose(who, [change('a', taskId, { title: 'Other' })], liked === 'title' ? 'accept' : 'reject')
    }
  const patch = await propose(ada, [change('a', taskId, { title: 'New' }), change('b', taskId, { priority: 'low' })])
  const expected = async (who: TestWorkspace, query = '') =>
    (await who.call('GET', `/v1/patches/${patch}/expected${query}`)).body.items as Json[]
  const [first, last] = await expected(ada)
  expect(first).toMatchObject({ key: 'b', level: 'member', leaveOut: false, confidence: 0.9 })
  expect(last).toMatchObject({ key: 'a', leaveOut: true })
  expect(first.acceptance).toBeGreaterThan(0.7)
  expect(last.acceptance).toBeLessThan(0.3)
  expect((await expected(bo)).map(({ key }) => key)).toEqual(['a', 'b'])
  expect((await expected(ada, `?reviewer=${bo.memberId}`)).map(({ key }) => key)).toEqual(['a', 'b'])

  const { body } = await ada.call('GET', `/v1/learning/acceptance?projectId=${projectId}`)
  expect(body).toMatchObject({ decisions: 64, accepted: 32, rejected: 32, policies: { accepted: 0, undone: 0 } })
  expect(body.items.length).toBe(4)
  expect(body.agents).toMatchObject([{ agent: 'planner', calibration: [{ from: 0.9, to: 1 }] }])
  expect((await ada.call('GET', `/v1/learning/acceptance?projectId=${newId()}`)).body).toMatchObject({
    decisions: 0,
    items: [],
  })
  expect((await ada.call('GET', '/v1/learning/evaluation')).body).toMatchObject({
    decisions: 64,
    verdict: 'too_little',
    scores: null,
  })

  const ranked = await ada.call('POST', '/v1/learning/rank', {
    ...{ projectId, agent: 'planner', memberId: bo.memberId },
    operations: [change('x', taskId, { priority: 'low' }), change('y', taskId, { title: 'New' })],
  })
  expect(ranked.body.items.map(({ key }: Json) => key)).toEqual(['y', 'x'])
})

it('is of the own workspace alone, and asks for good input', async () => {
  const { taskId } = await projectWithTask(acme)
  const patch = await propose(acme, [change('a', taskId, { title: 'New' })], 'accept')
  const stranger = await api.workspace()
  expect(await errorOf(stranger.call('GET', `/v1/patches/${patch}/expected`))).toEqual([404, 'not_found'])
  expect((await stranger.call('GET', '/v1/learning/acceptance')).body.decisions).toBe(0)
  const wrong = await acme.call('POST', '/v1/learning/rank', {
    operations: [{ key: 'a', command: 'task.update', data: {}, confidence: 2 }],
  })
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'operations.0.confidence'])
  const narrow = await api.caller(acme, { scopes: ['preference.edit'] })
  for (const path of ['/v1/learning/acceptance', '/v1/learning/evaluation', '/v1/preferences'])
    expect((await narrow.call('GET', path)).status).toBe(403)
})

it('preferences are said, corrected, switched off, shared and deleted by those who may', async () => {
  const { projectId } = await projectWithTask(acme)
  const [ada, bo] = [await api.caller(acme, { role: 'VIEWER' }), await api.caller(acme, { role: 'MANAGER' })]
  const key = { 'idempotency-key': newId() }
  const said = { words: 'Few words', context: { tag: 'design' } }
  const [made, again] = [
    await ada.call('POST', '/v1/preferences', said, key),
    await ada.call('POST', '/v1/preferences', said, key),
  ]
  expect(made.body).toMatchObject({ scope: 'user', memberId: ada.memberId, corrected: true, learned: null, version: 1 })
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([made.body, 'true'])
  const path = `/v1/preferences/${made.body.id}`
  expect(await errorOf(bo.call('PATCH', path, { words: 'Mine' }))).toEqual([403, 'forbidden'])
  expect(await errorOf(ada.call('POST', `${path}/share`, { scope: 'workspace' }))).toEqual([403, 'forbidden'])
  expect((await ada.call('PATCH', path, { enabled: false })).body).toMatchObject({
    enabled: false,
    context: { tag: 'design' },
  })
  expect(await errorOf(ada.call('PATCH', path, { words: '' }))).toEqual([400, 'invalid_input'])
  expect((await ada.call('GET', `/v1/preferences?memberId=${ada.memberId}&enabled=false`)).body.items).toHaveLength(1)
  expect((await ada.call('GET', `/v1/preferences?memberId=${ada.memberId}&enabled=true`)).body.items).toEqual([])

  const own = (await bo.call('POST', '/v1/preferences', { words: 'Titles begin with a verb' })).body
  const shared = await bo.call('POST', `/v1/preferences/${own.id}/share`, { scope: 'project', projectId })
  expect(shared.body).toMatchObject({ scope: 'project', projectId, memberId: bo.memberId })
  expect(await errorOf(ada.call('DELETE', `/v1/preferences/${own.id}`))).toEqual([403, 'forbidden'])
  expect((await ada.call('GET', `/v1/preferences?projectId=${projectId}`)).body.items).toMatchObject([{ id: own.id }])
  expect((await bo.call('DELETE', `/v1/preferences/${own.id}`)).status).toBe(204)
  expect((await bo.call('GET', `/v1/preferences/${own.id}`)).status).toBe(404)
})

it('decisions are exported by an ADMIN who agrees, without names, and the audit log tells of it', async () => {
  const w = await api.workspace()
  const { projectId, taskId } = await projectWithTask(w)
  await propose(w, [change('a', taskId, { title: 'Owner writes to owner@acme.example' })], 'accept')
  await propose(w, [change('a', taskId, { priority: 'high' })], 'reject')
  const path = '/v1/learning/export'
  const manager = await api.caller(w, { role: 'MANAGER' })
  expect(await errorOf(manager.call('POST', path, { consent: true }))).toEqual([403, 'forbidden'])
  expect(await errorOf(w.call('POST', path, {}))).toEqual([400, 'invalid_input'])
  const { status, body } = await w.call('POST', path, { consent: true, projectId })
  expect([status, body.items.map(({ type }: Json) => type)]).toEqual([200, ['chat', 'preference']])
  expect(new Set(body.items.map(({ split }: Json) => split)).size).toBe(1)
  for (const leak of ['Owner', 'owner@', taskId, projectId, w.memberId])
    expect(JSON.stringify(body)).not.toContain(leak)
  const [exported] = (await w.call('GET', '/v1/events?type=learning.exported')).body.items
  expect(exported).toMatchObject({ projectId, scope: 'project', actor: { memberId: w.memberId } })
  const contributor = await api.caller(w, { role: 'CONTRIBUTOR' })
  expect((await contributor.call('GET', '/v1/events?type=learning.exported')).body.items ?? []).toEqual([])
})
