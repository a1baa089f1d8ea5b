import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let owner: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  owner = await api.workspace()
})
afterAll(() => api?.stop())

it('shows your digest as data, as text and as the e-mail does, and nobody else’s', async () => {
  const get = (who: TestWorkspace, format: string) =>
    fetch(`${api.url}/v1/me/digest?format=${format}`, { headers: { authorization: `Bearer ${who.key}` } })
  const project = (await owner.call('POST', '/v1/projects', { name: 'Shop', key: 'SHOP' })).body
  const task = { projectId: project.id, title: 'Late <b>', dueDate: '2020-01-01', assigneeId: owner.memberId }
  await owner.call('POST', '/v1/tasks', task)
  const digest = (await owner.call('GET', '/v1/me/digest')).body
  expect(digest).toMatchObject({
    due: { overdue: [{ title: 'Late <b>', project: 'Shop', dueDate: '2020-01-01' }], today: [], total: 1 },
    changed: [{ project: 'Shop', created: 1 }],
    waiting: { approvals: { items: [], total: 0 } },
  })
  const text = await get(owner, 'text')
  expect(text.headers.get('content-type')).toContain('text/plain')
  expect(await text.text()).toMatch(/Your work in .*\n[\s\S]*Overdue\n-+\n\n\* SHOP-1 {2}Late <b>/)
  const html = await get(owner, 'html')
  expect(html.headers.get('content-type')).toContain('text/html')
  expect(await html.text()).toContain('Late &lt;b&gt;')
  const other = await api.caller(owner, { role: 'VIEWER' })
  expect((await other.call('GET', '/v1/me/digest')).body).toMatchObject({ due: { total: 0 }, changed: [] })
  expect(await (await get(other, 'text')).text()).toContain('Nothing waits')
  expect((await owner.call('GET', '/v1/me/digest?format=pdf')).status).toBe(400)
})
