import { readFile } from 'node:fs/promises'
import { Role, rolePermissions } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deploy, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  await deploy(api, acme, [{ id: 'by-hand', triggers: [{ kind: 'manual', input: null }] }])
})
afterAll(() => api.stop())

it('the table in the docs is the one that counts', async () => {
  const text = await readFile(new URL('../../docs/http-api.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| (`\w+\.\w+`.*?) +\| (ADMIN|MANAGER|CONTRIBUTOR|VIEWER) +\|$/gm)]
  const documented = new Map(
    rows.flatMap(([, names = '', role = '']) =>
      [...names.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => [name, role]),
    ),
  )
  const least = [...rolePermissions.ADMIN].map((permission) => [
    permission,
    [...Role.options].reverse().find((role) => rolePermissions[role].has(permission)),
  ])
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(least))
})

it('a contributor starts a playbook by hand and sends events, but changes no automation; a viewer does neither', async () => {
  const [contributor, viewer] = [
    await api.caller(acme, { role: 'CONTRIBUTOR' }),
    await api.caller(acme, { role: 'VIEWER' }),
  ]
  const start = (who: TestWorkspace) => who.call('POST', '/v1/playbooks/by-hand/runs', {})
  const send = (who: TestWorkspace) => who.call('POST', '/v1/events', { type: 'invoice.paid' })
  expect([(await start(contributor)).status, (await send(contributor)).status]).toEqual([202, 201])
  for (const answer of [await start(viewer), await send(viewer)])
    expect([answer.status, answer.body.details]).toEqual([403, { permission: 'automation.run' }])
  expect((await contributor.call('PATCH', '/v1/playbooks/by-hand', { enabled: false })).status).toBe(403)
})

it('a key may be narrowed to starting automations', async () => {
  const narrow = await api.caller(acme, { scopes: ['automation.run'] })
  expect((await narrow.call('POST', '/v1/playbooks/by-hand/runs', {})).status).toBe(202)
  expect((await narrow.call('GET', '/v1/tasks')).status).toBe(403)
})
