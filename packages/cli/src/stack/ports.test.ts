import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, portIsTaken, requireFreePort } from './ports.ts'

test('a free port passes', async () => {
  const port = await freePort()
  expect(await portIsTaken(port)).toBe(false)
  await requireFreePort({ port, what: 'the API', flag: '--api-port', env: 'ORCHESTRATOR_API_PORT' })
})

test('a taken port is named, with its holder and the way to change it', async () => {
  const port = await freePort()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const wanted = requireFreePort({ port, what: 'the API', flag: '--api-port', env: 'ORCHESTRATOR_API_PORT' })
  await expect(wanted).rejects.toMatchObject({
    message: expect.stringMatching(
      new RegExp(`Port ${port}, which the API needs, is taken by .+ \\(pid ${process.pid}\\)`),
    ),
    hint: expect.stringContaining('--api-port <port> (or ORCHESTRATOR_API_PORT=<port>)'),
  })
  server.close()
})
