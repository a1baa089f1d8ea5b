import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createClient } from './index.ts'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}
const document = JSON.parse(readFileSync(new URL('../../../api/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}

it('the client has a call for every operation of the API, and no other', async () => {
  const sent: string[] = []
  const answer = { items: [], nextCursor: null, results: [] }
  const client = createClient({
    url: 'http://api',
    apiKey: 'x',
    fetch: async (url, options) => {
      sent.push(`${options?.method ?? 'GET'} ${new URL(String(url)).pathname}`)
      return Response.json(answer)
    },
  })
  // It is made of others.
  const { run: _, ...agents } = client.agents
  await everyCall({ ...client, agents })
  await client.series.preview({ recurrence: { rrule: 'FREQ=DAILY' } })
  await client.agentRuns.stream('id1', { signal: AbortSignal.timeout(50) }).next()
  await client.events.stream({ signal: AbortSignal.timeout(50) }).next()

  const operations = Object.entries(document.paths)
    .filter(
      ([path]) => path.startsWith('/v1/') && !path.startsWith('/v1/hooks/') && !path.startsWith('/v1/integrations/'),
    )
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  const asPattern = (operation: string) => new RegExp(`^${operation.replace(/\{[^}]+\}/g, '[^/]+')}$`)
  expect(operations.filter((operation) => !sent.some((one) => asPattern(operation).test(one)))).toEqual([])
  expect(sent.filter((one) => !operations.some((operation) => asPattern(operation).test(one)))).toEqual([])
})

/** Calls every function of the client, each with ids and an empty body. */
async function everyCall(part: object): Promise<void> {
  for (const [name, value] of Object.entries(part)) {
    if (name === 'stream') continue
    if (typeof value === 'object' && value !== null) await everyCall(value)
    else if (typeof value === 'function') {
      const call = value as (...args: unknown[]) => PromiseLike<unknown>
      if (name === 'list') (await (part as { set?: unknown }).set) === undefined ? await call() : await call('p1')
      else if (name === 'execute') await call([])
      else if (name === 'create' || name === 'send') await call({})
      else await call('id1', 'id2', 'MANAGER')
    }
  }
}
