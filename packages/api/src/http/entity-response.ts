import type { Context } from 'hono'
import type { Env } from './api.ts'

/** An entity with its version as ETag. A GET that has it already is answered 304. */
export function entityResponse(c: Context<Env>, entity: object, status: 200 | 201 | 202 = 200): Response {
  const version = (entity as { version?: unknown }).version
  if (typeof version === 'number') {
    const etag = `"${version}"`
    c.header('ETag', etag)
    if (c.req.method === 'GET' && c.req.header('if-none-match') === etag) return c.body(null, 304)
  }
  return c.json(entity, status)
}
