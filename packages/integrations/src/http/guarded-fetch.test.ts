import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectorError } from '../connector-error.ts'
import { guardedFetch, targetOf } from './guarded-fetch.ts'
import { defaultGuardPolicy, isPublicAddress } from './policy.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const error = async (promise: Promise<unknown>): Promise<ConnectorError> => {
  const caught = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(caught).toBeInstanceOf(ConnectorError)
  return caught as ConnectorError
}

const here = async () => [{ address: '127.0.0.1', family: 4 }]

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
  it.each([
    ...[
      '127.0.0.1',
      '127.8.8.8',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
    ],
    ...[
      '255.255.255.255',
      '192.0.2.1',
      '198.18.0.1',
      '240.0.0.1',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '::ffff:169.254.169.254',
    ],
    ...[
      'fe80::1',
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
      '2001::1',
      '2001:db8::1',
      'nonsense',
      '',
    ],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('guardedFetch refuses', () => {
  it.each([
    ['http://127.0.0.1/'],
    ['http://2130706433/'],
    ['http://0x7f.1/'],
    ['http://0177.0.0.1/'],
    ['http://[::1]/'],
    ['http://[::ffff:127.0.0.1]/'],
    ['http://[::ffff:7f00:1]/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['file:///etc/passwd'],
    ['ftp://example.com/'],
    ['gopher://example.com/'],
    ['http://user:secret@example.com/'],
    ['http://example.com:22/'],
    ['not an address'],
  ])('%s', async (url) => {
    const refusal = await error(guardedFetch({ url, lookup: here }))
    expect(refusal.kind).toBe('permanent')
    expect(refusal.message).not.toContain('secret')
  })

  it.each([
    ['http://127.0.0.1:4001/api', [], '127.0.0.1:4001'],
    ['http://10.0.0.1/hook', [], '10.0.0.1:80'],
    ['https://gitea.lan/', ['github.lan:3000', 'jira.lan'], 'github.lan:3000,jira.lan,gitea.lan:443'],
    ['http://example.com:22/', [], 'example.com:22'],
    ['http://[::1]:4001/', [], '::1:4001'],
  ])('%s with what the operator sets to allow it, which then does', async (url, allowPrivateHosts, value) => {
    const refusal = await error(guardedFetch({ url, lookup: here, policy: { allowPrivateHosts } }))
    expect(refusal.message).toMatch(/; an operator can allow it with ORCHESTRATOR_HTTP_ALLOW_HOSTS=\S+$/)
    expect(refusal.message.split('=')[1]).toBe(value)
    expect(targetOf(url, { ...defaultGuardPolicy, allowPrivateHosts: value.split(',') }).mayBePrivate).toBe(true)
  })

  it('a name with one private address among public ones', async () => {
    const lookup = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    expect((await error(guardedFetch({ url: 'http://mixed.example/', lookup }))).kind).toBe('permanent')
  })

  it('localhost, by the real resolver', async () => {
    expect((await error(guardedFetch({ url: 'http://localhost/' }))).kind).toBe('permanent')
  })

  it('to be rebound: the name is resolved once and the checked address is the one that is called', async () => {
    const port = await serve((_request, response) => response.end('inside'))
    let asked = 0
    // Nothing listens at the first address; were the name asked again for the connection, the server here would answer.
    const lookup = async () => (asked++ === 0 ? [{ address: '203.0.114.1', family: 4 }] : here())
    const failure = await error(
      guardedFetch({
        url: `http://rebind.example:${port}/`,
        lookup,
        timeoutMs: 300,
        policy: { ports: [port] },
      }),
    )
    expect(asked).toBe(1)
    expect(failure.kind).toBe('transient')
  })
})

describe('guardedFetch', () => {
  it('calls an allowed private host, by its name and with its Host header', async () => {
    const port = await serve((request, response) => {
      response.setHeader(
        'X-Seen',
        `${request.method} ${request.url} ${request.headers.host} ${request.headers.te ?? '-'}`,
      )
      request.pipe(response)
    })
    for (const entry of ['hooks.internal', `HOOKS.internal:${port}`]) {
      const answer = await guardedFetch({
        url: `http://hooks.internal:${port}/a?b=1`,
        method: 'POST',
        headers: {
          host: 'evil.example',
          te: 'trailers',
          'content-type': 'text/plain',
        },
        body: 'hello',
        lookup: here,
        policy: { allowPrivateHosts: [entry] },
      })
      expect(answer.status).toBe(200)
      expect(answer.headers['x-seen']).toBe(`POST /a?b=1 hooks.internal:${port} -`)
      expect(answer.body).toBe('hello')
    }
    const other = guardedFetch({
      url: `http://hooks.internal:${port}/`,
      lookup: here,
      policy: { allowPrivateHosts: ['hooks.internal:1'] },
    })
    expect((await error(other)).kind).toBe('permanent')
  })

  it('does not follow a redirect', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    )
    const answer = await guardedFetch({
      url: `http://a.internal:${port}/`,
      lookup: here,
      policy: { allowPrivateHosts: ['a.internal'] },
    })
    expect(answer.status).toBe(302)
  })

  it('ends an answer that is too long, too slow, or is broken off', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/long') response.end('x'.repeat(50_000))
      if (request.url === '/slow') response.write('x')
      if (request.url === '/broken') response.destroy()
    })
    const call = (path: string) =>
      error(
        guardedFetch({
          url: `http://a.internal:${port}${path}`,
          lookup: here,
          timeoutMs: 200,
          policy: {
            allowPrivateHosts: ['a.internal'],
            maxResponseBytes: 10_000,
          },
        }),
      )
    expect(await call('/long')).toMatchObject({
      kind: 'permanent',
      message: 'the answer is longer than 10000 bytes',
    })
    expect(await call('/slow')).toMatchObject({ kind: 'transient' })
    expect((await call('/slow')).message).toContain('within 200 ms')
    expect(await call('/broken')).toMatchObject({
      kind: 'transient',
      status: 0,
    })
  })

  it('says in words that whoever asked waits no longer', async () => {
    const port = await serve((_request, response) => response.write('x'))
    const call = (signal: AbortSignal) =>
      error(
        guardedFetch({
          ...{ url: `http://a.internal:${port}/`, lookup: here, signal },
          policy: { allowPrivateHosts: ['a.internal'] },
        }),
      )
    const told = `no answer from a.internal:${port}: it`
    const late = await call(AbortSignal.timeout(1_100))
    expect(late.kind).toBe('transient')
    expect(late.message).toMatch(new RegExp(`^${told} took longer than \\d s$`))
    expect((await call(AbortSignal.timeout(100))).message).toMatch(new RegExp(`^${told} took longer than \\d+ m?s$`))
    expect((await call(AbortSignal.abort())).message).toBe(`${told} was given up`)
  })

  it('a resolver that hangs ends with the timeout', async () => {
    const failure = await error(
      guardedFetch({
        url: 'http://slow.example/',
        timeoutMs: 100,
        lookup: () => new Promise(() => {}),
      }),
    )
    expect(failure).toMatchObject({ kind: 'transient' })
  })
})
