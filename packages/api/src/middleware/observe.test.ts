import { createStore } from '@orchestrator/store'
import pino from 'pino'
import { expect, it } from 'vitest'
import { createApp } from '../app.ts'

it('the token of a signed page is in no line of the log, whether or not the address has a route', async () => {
  const lines: string[] = []
  // Nothing here asks it anything.
  const store = createStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', role: 'app', connections: 1 })
  const app = createApp({
    store,
    config: {
      ...{ masterKey: 'k'.repeat(44), temporalUi: 'http://127.0.0.1:4402', temporalNamespace: 'default' },
      ...{ rateLimit: 0, webhookRateLimit: 0, failedLoginLimit: 0, trustedProxies: [], requestTimeoutMs: 1_000 },
      deployments: false,
    },
    temporal: null,
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  })
  const logged = async (method: string, path: string): Promise<string> => {
    lines.length = 0
    await app.fetch(new Request(`http://api.test${path}`, { method }))
    expect(lines.join('')).not.toContain('secret')
    return JSON.parse(lines.at(-1) ?? '{}').path
  }
  for (const [method, path, shown] of [
    ['GET', '/unsubscribe/undo/secret', '/unsubscribe/…'],
    ['GET', '/unsubscribe/secret/', '/unsubscribe/…'],
    ['PUT', '/unsubscribe/secret', '/unsubscribe/…'],
    ['GET', '/approvals/secret/', '/approvals/…'],
    ['GET', '//approvals/secret', '//approvals/…'],
    ['GET', '/Approvals/secret%0A/secret', '/Approvals/…'],
    ['GET', '/base/unsubscribe/secret', '/base/unsubscribe/…'],
    ['GET', '/approvals/secret', '/approvals/{token}'],
    // These have ids and no tokens.
    ['GET', '/v1/approvals/1', '/v1/approvals/1'],
    ['GET', '/nothing/here', '/nothing/here'],
  ] as const)
    expect(await logged(method, path)).toBe(shown)
  await store.close()
})
