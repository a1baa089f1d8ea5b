import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { approvalPageRoute } from '../approval-page/register.ts'
import type { Api, Env } from '../http/api.ts'
import { inRequestSpan } from '../observe/tracing.ts'
import { unsubscribePageRoutes } from '../unsubscribe-page/register.ts'
import { limitHeaders } from './limits.ts'

const given = /^[\w.:-]{1,100}$/

/** Asked every few seconds by machines; their lines would drown the rest. */
const probes = new Set(['/health', '/ready', '/metrics'])

/** Whoever knows the address of such a page may do what it is for. */
const signedPages: ReadonlySet<string> = new Set([approvalPageRoute, ...unsubscribePageRoutes])

/** All that follows such a page's beginning, wherever it stands: an address with a slash too many has no route, and the token all the same. */
const afterSigned = new RegExp(
  `(${[...signedPages].map((route) => route.slice(0, route.indexOf('{'))).join('|')}).*`,
  'is',
)

/** A path as logs may have it. */
const loggedPath = (path: string, route: string): string =>
  signedPages.has(route) ? route : route === 'none' ? path.replace(afterSigned, '$1…') : path

/** A 503 says that something is away for now, and who asks comes again: what is away has lines of its own. */
const levelOf = (status: number, isProbe: boolean) =>
  status === 503 ? 'warn' : status >= 500 ? 'error' : isProbe ? 'debug' : 'info'

/** Gives every request its id, and writes down how it went: a log line, the histogram, a span. */
export function observe(api: Api): MiddlewareHandler<Env> {
  return async (c, next) => {
    const startedAt = performance.now()
    const asked = c.req.header('x-request-id')
    const requestId = asked && given.test(asked) ? asked : randomUUID()
    const logger = api.logger.child({ requestId })
    c.set('requestId', requestId)
    c.set('logger', logger)
    c.set('route', 'none')
    await inRequestSpan(c.req.raw, requestId, async () => {
      await next()
      const milliseconds = performance.now() - startedAt
      const { status } = c.res
      const route = c.get('route')
      api.metrics.requests.observe({ method: c.req.method, route, status }, milliseconds / 1_000)
      const path = loggedPath(c.req.path, route)
      const line = { method: c.req.method, path, route, status, ms: Math.round(milliseconds * 10) / 10 }
      const level = levelOf(status, probes.has(route))
      c.get('logger')[level](line, 'request')
      return { route, status }
    })
    c.header('X-Request-Id', requestId)
    c.header('X-Content-Type-Options', 'nosniff')
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'private, no-cache')
    const limit = c.get('limit')
    if (limit) for (const [name, value] of Object.entries(limitHeaders(limit))) c.header(name, value)
  }
}
