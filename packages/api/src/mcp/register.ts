import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { AppError } from '@orchestrator/domain'
import type { Hono } from 'hono'
import type { Api, Env } from '../http/api.ts'
import { readJson } from '../http/read-body.ts'
import { authenticate } from '../middleware/authenticate.ts'
import { problemResponse } from '../problem/problem.ts'
import { createMcpServer } from './create-server.ts'
import { requireOwnOrigin } from './origin.ts'

const path = '/mcp'

/**
 * The Model Context Protocol over Streamable HTTP, without sessions: each request is a caller's own, by their API key, and is answered
 * as JSON. Any process can answer the next one.
 */
export function registerMcp(app: Hono<Env>, api: Api): void {
  app.post(path, async (c) => {
    c.set('route', path)
    requireOwnOrigin(c.req.header('origin'), api.config.publicUrl)
    const identity = await authenticate(api, c)
    const { actor, workspaceId } = identity.principal
    c.set('limit', await api.limits.keys.take(actor.id))
    c.set('logger', c.get('logger').child({ workspaceId, actorId: actor.id }))
    const message = await readJson(c)
    // A limit counts requests: many in one would be past it. The protocol has had none since 2025-06-18.
    if (Array.isArray(message)) throw new AppError('invalid_input', 'one message, not a batch of them')
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
    const server = createMcpServer({ api, c, identity })
    await server.connect(transport)
    try {
      return await transport.handleRequest(c.req.raw, { parsedBody: message })
    } finally {
      await server.close()
    }
  })
  app.all(path, (c) => {
    c.set('route', path)
    const headers = { Allow: 'POST' }
    return problemResponse(
      { code: 'method_not_allowed', message: 'this address takes POST', headers },
      c.get('requestId'),
    )
  })
}
