import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type TestApi } from './start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const followUp = {
  name: 'Follow up on reviews',
  when: 'task.status_changed',
  if: 'event.to == "completed" && "review" in event.task.tags',
  then: [{ action: 'task.create', title: 'Follow up: {{event.task.title}}' }],
}

describe('what is wrong with a rule is said with its place', () => {
  const refused = async (then: unknown[]) => {
    const { call } = await api.workspace()
    const { status, body } = await call('POST', '/v1/rules', { ...followUp, then })
    expect(status).toBe(400)
    return body
  }
  it('in a branch', async () => {
    const branch = { action: 'if', if: 'event.to == "done"', then: [] }
    expect(await refused([followUp.then[0], branch])).toMatchObject({
      code: 'invalid_condition',
      errors: [{ path: 'then.1.if', expected: expect.stringContaining('is never "done"') }],
    })
  })
  it('in a template that reads an earlier action', async () => {
    const body = { action: 'comment.create', body: '{{steps.made.identifer}}' }
    expect(await refused([{ ...followUp.then[0], name: 'made' }, body])).toMatchObject({
      errors: [{ path: 'then.1.body', expected: expect.stringContaining('did you mean identifier?') }],
    })
  })
  it('in how deep it is', async () => {
    const nest = (levels: number): unknown =>
      levels === 0 ? { action: 'stop' } : { action: 'if', if: 'true', then: [nest(levels - 1)] }
    expect((await refused([nest(5)])).code).toBe('invalid_input')
    // However deep: it is refused, and nothing breaks.
    expect((await refused([nest(20)])).errors[0].code).toBe('too_deep')
  })
})

describe('versions', () => {
  it('tell who changed what, and one of them can come back', async () => {
    const owner = await api.workspace()
    const manager = await api.caller(owner, { role: 'MANAGER' })
    const { body: rule } = await owner.call('POST', '/v1/rules', followUp)
    const path = `/v1/rules/${rule.id}`
    await manager.call('PATCH', path, { if: null, then: [{ action: 'comment.create', body: 'x' }] })
    await manager.call('PATCH', path, { enabled: false })
    const { body } = await owner.call('GET', `${path}/versions`)
    expect(body.items.map((one: { version: number }) => one.version)).toEqual([3, 2, 1])
    expect(body.items[0]).toMatchObject({ changes: { enabled: { before: true, after: false } } })
    expect(body.items[1]).toMatchObject({
      actor: { memberId: manager.memberId },
      changes: { if: { before: followUp.if, after: null }, ownerId: { after: manager.memberId } },
      rule: { version: 2, if: null },
    })
    expect(body.items[2]).toMatchObject({ changes: {}, rule: { if: followUp.if } })

    const reverted = await owner.call('POST', `${path}/revert`, { version: 1 })
    expect(reverted.status, JSON.stringify(reverted.body)).toBe(200)
    expect(reverted.body).toMatchObject({ version: 4, if: followUp.if, enabled: false, ownerId: owner.memberId })
    expect(reverted.body.then).toEqual(body.items[2].rule.then)
    expect((await owner.call('POST', `${path}/revert`, { version: 9 })).status).toBe(404)
    const viewer = await api.caller(owner, { role: 'VIEWER' })
    expect((await viewer.call('POST', `${path}/revert`, { version: 2 })).status).toBe(403)

    await owner.call('DELETE', path)
    expect((await owner.call('GET', `${path}/versions`)).body.items).toHaveLength(4)
    expect((await (await api.workspace()).call('GET', `${path}/versions`)).status).toBe(404)
  })
})

it('a rule comes as a playbook; nothing is installed', async () => {
  const { call } = await api.workspace()
  const { body: rule } = await call('POST', '/v1/rules', followUp)
  const { status, body } = await call('GET', `/v1/rules/${rule.id}/playbook`)
  expect(status).toBe(200)
  expect(body.playbook).toBe('follow-up-on-reviews')
  expect(body.files.map((file: { path: string }) => file.path)).toEqual(['playbook.ts', 'README.md'])
  expect(body.files[0].text).toContain(`if: cel\`${followUp.if}\``)
  expect((await call('GET', '/v1/playbooks')).body.items).toEqual([])
})
