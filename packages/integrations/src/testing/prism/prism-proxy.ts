import { spawn } from 'node:child_process'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import * as z from 'zod'
import { freePort } from '../free-port.ts'

/** What was sent or answered otherwise than described. */
export interface Violation {
  readonly operation: string
  readonly message: string
}

export interface PrismProxy {
  readonly url: string
  /** Of all that went through, each once. */
  readonly violations: readonly Violation[]
  /** Operations that were used and are described, and those that are not. */
  readonly described: ReadonlySet<string>
  readonly undescribed: ReadonlySet<string>
  close(): Promise<void>
}

const Told = z.array(z.object({ location: z.array(z.string()).default([]), severity: z.string(), message: z.string() }))
const startMs = 120_000
/** It ends with this process, however that ends. */
const endWithParent = 'data:text/javascript,process.stdin.resume().on("end",()=>process.exit())'

/** Says what stood before the described path, where prism hands on what it looked at. */
const baseHeader = 'x-stood-before'

/**
 * prism between a client and `target`: it lets everything pass, and tells what of it a description does not allow.
 * @param base what may stand before the described paths
 */
export async function startPrismProxy(description: string, target: string, base = /^(?!)/): Promise<PrismProxy> {
  const violations = new Map<string, Violation>()
  const [described, undescribed] = [new Set<string>(), new Set<string>()]
  const prism = `http://127.0.0.1:${await freePort()}`
  const note = (operation: string, message: string) => violations.set(`${operation} ${message}`, { operation, message })

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error: unknown) => {
      note(`${incoming.method} ${incoming.url}`, `could not be handed on: ${error}`)
      incoming.socket.destroy()
    })
  })
  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { [baseHeader]: before, ...headers } = incoming.headers
    const url = incoming.url ?? '/'
    if (before !== undefined) return send(`${target}${before}${url}`, incoming, headers, response)
    const [prefix = ''] = base.exec(url) ?? []
    const path = url.slice(prefix.length)
    const answer = await ask(`${prism}${path}`, incoming, { ...headers, [baseHeader]: prefix })
    const operation = `${incoming.method} ${operationOf(path)}`
    const told = Told.parse(JSON.parse(String(answer.headers['sl-violations'] ?? '[]')))
    if (told.some(({ message }) => message === 'Selected route not found')) undescribed.add(operation)
    else {
      described.add(operation)
      for (const { location, message } of told)
        note(operation, `${location.join('.')}: ${message}`.replaceAll(/\.\d+/g, '.n'))
    }
    give(answer, response)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const child = await startPrism(description, url, prism)
  return {
    url,
    get violations() {
      return [...violations.values()]
    },
    ...{ described, undescribed },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await child.close()
    },
  }
}

async function startPrism(description: string, upstream: string, url: string): Promise<{ close(): Promise<void> }> {
  const folder = dirname(createRequire(import.meta.url).resolve('@stoplight/prism-cli/package.json'))
  const args = ['proxy', description, upstream, '--port', new URL(url).port, '--verboseLevel', 'error']
  const child = spawn(process.execPath, ['--import', endWithParent, join(folder, 'dist', 'index.js'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (said = (said + chunk).slice(-4_000)))
  const end = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const until = Date.now() + startMs
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`prism did not start: ${said}`)
    await sleep(100)
  }
  return {
    async close() {
      child.stdin.end()
      await end
    },
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}
/** What is told of many is long, and stands in one header. */
const agent = new Agent({ maxHeaderSize: 1_000_000 })

async function ask(url: string, incoming: IncomingMessage, headers: IncomingHttpHeaders): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers
  const answer = await request(url, {
    ...{ method: incoming.method as 'GET', headers: kept as Record<string, string>, dispatcher: agent },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  })
  const body = Buffer.from(await answer.body.arrayBuffer())
  return { status: answer.statusCode, headers: answer.headers, body }
}

const send = async (url: string, incoming: IncomingMessage, headers: IncomingHttpHeaders, response: ServerResponse) =>
  give(await ask(url, incoming, headers), response)

const ofTheHop = /^(sl-|access-control|content-length|connection|keep-alive|transfer)/
function give({ status, headers, body }: Answer, response: ServerResponse): void {
  const kept = Object.entries(headers).filter(([name]) => !ofTheHop.test(name))
  response.writeHead(status, Object.fromEntries(kept)).end(body)
}

/** Without what differs from one request to the next. */
const operationOf = (url: string) =>
  new URL(url, 'http://prism').pathname.replace(/\/rest\/api\/3/, '').replaceAll(/\/(\d+|[A-Z]+-\d+)(?=\/|$)/g, '/{}')

const answers = (url: string) =>
  request(url, { headers: { [baseHeader]: '' } }).then(
    (answer) => answer.body.dump().then(() => true),
    () => false,
  )
