// An MCP server made with the protocol's own library, over real HTTP. What it offers, and how it misbehaves, a test says.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'

export interface FakeTool extends Partial<Tool> {
  run?(input: Readonly<Record<string, unknown>>): CallToolResult | Promise<CallToolResult>
}

/** How the next messages of a kind are answered instead; a call of a tool takes it from this whether the tool is called before. */
export type Misbehaviour =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The tool is called, and its answer is this. */
  | { readonly kind: 'answer'; readonly type: string; readonly body: string }
  /** The tool is called, and the connection ends. */
  | { readonly kind: 'drop' }
  /** As always, after so long. */
  | { readonly kind: 'late'; readonly ms: number }

export interface McpTestServer {
  readonly url: string
  readonly host: string
  /** What it offers now, by name. */
  readonly tools: Map<string, FakeTool>
  /** The calls that tools have got, in their order. */
  readonly calls: { readonly name: string; readonly input: Readonly<Record<string, unknown>>; readonly at: number }[]
  /** HTTP requests, by method. */
  readonly requests: string[]
  /** For the next call of a tool, or the next message of another method. */
  misbehave(how: Misbehaviour, method?: string): void
  /** Takes no other; null: asks for none. */
  token: string | null
  openSessions(): number
  close(): Promise<void>
}

export const saying = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

export async function startMcpServer(token: string | null = null): Promise<McpTestServer> {
  const tools = new Map<string, FakeTool>()
  const [calls, requests]: [McpTestServer['calls'], string[]] = [[], []]
  const next: { readonly how: Misbehaviour; readonly method: string }[] = []
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const state = { token }
  const call = async (name: string, input: Readonly<Record<string, unknown>>) => {
    calls.push({ name, input, at: Date.now() })
    return (await tools.get(name)?.run?.(input)) ?? saying(`${name} was called with ${JSON.stringify(input)}`)
  }
  const open = async () => {
    const server = new Server(
      { name: 'test-server', title: 'Test server', version: '1' },
      { capabilities: { tools: {} } },
    )
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [...tools].map(([name, { run: _, ...tool }]) => ({
        name,
        inputSchema: { type: 'object' as const },
        ...tool,
      })),
    }))
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => call(params.name, params.arguments ?? {}))
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    // Its types of optional callbacks are looser than ours.
    await server.connect(transport as never)
    return transport
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.method ?? '')
    if (state.token !== null && request.headers.authorization !== `Bearer ${state.token}`)
      return void response.writeHead(401).end(`not with ${request.headers.authorization}`)
    const body = request.method === 'POST' ? ((await json(request)) as { method?: string; params?: never }) : undefined
    const at = next.findIndex(({ method }) => method === body?.method)
    const how = at < 0 ? undefined : next.splice(at, 1)[0]?.how
    if (how?.kind === 'status') return void response.writeHead(how.status, { ...how.headers }).end(how.body ?? '')
    if (how?.kind === 'late') await pause(how.ms)
    else if (how) {
      const { name, arguments: input = {} } = (body?.params ?? {}) as unknown as { name: string; arguments?: object }
      if (body?.method === 'tools/call') await call(name, input as Readonly<Record<string, unknown>>)
      if (how.kind === 'drop') return void response.destroy()
      return void response.writeHead(200, { 'content-type': how.type }).end(how.body)
    }
    const known = sessions.get(String(request.headers['mcp-session-id']))
    const transport = known ?? (await open())
    await transport.handleRequest(request, response, body)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error as Error))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ url: `http://${host}/mcp`, host, tools, calls, requests },
    misbehave: (how, method = 'tools/call') => void next.push({ how, method }),
    get token() {
      return state.token
    },
    set token(value) {
      state.token = value
    },
    openSessions: () => sessions.size,
    async close() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A tool that takes its time. */
export const slow = (ms: number, text = 'done at last'): FakeTool => ({
  run: async () => {
    await pause(ms)
    return saying(text)
  },
})
