import { expect, test } from 'vitest'
import type { Call } from '../http/route.ts'
import { storeSource } from './store-source.ts'

const sourceOver = (read: () => Promise<unknown>) =>
  storeSource(
    { api: { store: { read }, config: { requestTimeoutMs: 60_000 } }, workspaceId: 'w' } as unknown as Call,
    [],
  )

test('what Postgres says stays out of what is told', async () => {
  const said = Object.assign(new Error('invalid input syntax for type uuid: "x"'), { code: '22P02' })
  const source = sourceOver(() => Promise.reject(said))
  await expect(source.rows('task', { id: 'x' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.not.stringContaining('syntax'),
  })
})
