// What the product’s own connectors say of themselves has to be right for people and for mappings.
import { newId } from '@orchestrator/domain'
import { connectors } from '@orchestrator/integrations'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
beforeAll(async () => {
  api = await startApi({}, { connectors })
  w = await api.workspace()
})
afterAll(() => api.stop())

const all = Object.entries(connectors)

it('each is shown, with forms of what it asks for', async () => {
  const { status, body } = await w.call('GET', '/v1/connectors')
  expect([status, body.items.map(({ id }: Json) => id)]).toEqual([200, all.map(([id]) => id)])
  for (const { auth, settings, itemTypes, actions } of body.items) {
    expect(settings.type).toBe('object')
    // One that is only spoken with keeps nothing in step.
    expect(itemTypes.length === 0 || itemTypes.some(({ entity }: Json) => entity === 'task')).toBe(true)
    for (const { kind, credentials, secretFields } of auth)
      if (kind === 'token') expect(Object.keys(credentials.properties)).toEqual(expect.arrayContaining(secretFields))
    for (const { input, summary } of actions) expect([summary !== '', typeof input]).toEqual([true, 'object'])
  }
})

it.each(all)('%s: credentials that are not what it asks for are refused before it is asked', async (provider) => {
  const answer = await w.call('POST', '/v1/connections', { provider, credentials: { nonsense: 'x' } })
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input'])
})

it.each(all)('%s: its own fields make a mapping', async (provider, connector) => {
  const [connectionId, { projectId }] = [newId(), await projectWithTask(w)]
  const type = connector.itemTypes.find(({ entity }) => entity === 'task')
  const fields = (type?.defaults ?? []).map(({ theirs, ours, direction = 'both', values }) => ({
    ...{ theirs, ours, direction },
    ...(values && { values: values.filter((one) => !Array.isArray(one.theirs)) }),
  }))
  const connected = {
    ...{ id: connectionId, provider, name: provider, auth: 'token', account: { id: '1', name: 'a', url: null } },
    ...{ scopes: [], settings: {}, sealedCredentials: 'v1.x', sealedSecret: 'v1.x' },
  }
  const mapped = { connectionId, projectId, containerId: '1', containerKey: 'k', containerName: 'n', fields }
  const commands = [
    { id: newId(), type: 'connection.create', data: connected },
    { id: newId(), type: 'mapping.create', data: mapped },
  ]
  const [, made] = await api.store.execute(w.principal, commands as never)
  expect(made?.applied).toBe(true)
})
