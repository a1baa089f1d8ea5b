import type { Permission } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import type { Call } from '../http/route.ts'
import { storeSource } from './store-source.ts'

const sourceOver = (read: () => Promise<unknown>, scopes: readonly Permission[] | null = null) => {
  const identity = { role: 'ADMIN', projectRoles: new Map(), principal: { scopes } }
  const api = { store: { read }, config: { requestTimeoutMs: 60_000 } }
  return storeSource({ api, workspaceId: 'w', identity } as unknown as Call, [])
}

test('what Postgres says stays out of what is told', async () => {
  const said = Object.assign(new Error('invalid input syntax for type uuid: "x"'), { code: '22P02' })
  const source = sourceOver(() => Promise.reject(said))
  await expect(source.rows('task', { id: 'x' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.not.stringContaining('syntax'),
  })
})

test('of a run that took place one sees what its history shows one', async () => {
  const data = { memberIds: ['m'], title: 'between us', body: 'secret' }
  const step = { step: 0, kind: 'command', status: 'completed', input: [{ type: 'notification.send', data }] }
  const seen = async (scopes: readonly Permission[]) =>
    (await sourceOver(async () => [step], scopes).steps('run'))[0]?.input
  expect(await seen(['automation.manage', 'audit.read'])).toEqual(step.input)
  expect(await seen(['automation.manage'])).toEqual([
    { type: 'notification.send', data: { memberIds: ['m'], title: '…', body: '…' } },
  ])
})
