import { AppError, parse } from '@orchestrator/domain'
import type { Hono } from 'hono'
import * as z from 'zod'
import { authenticate, requireRead } from '../middleware/authenticate.ts'
import type { Api, Env } from './api.ts'
import { readJson } from './read-body.ts'
import { readQuery } from './read-query.ts'
import type { Route } from './route.ts'

const noParameters = z.strictObject({})

/** Puts a route into the app: who calls, may they, is the input right, then the handler. */
export function register(app: Hono<Env>, api: Api, route: Route): void {
  app.on(route.method.toUpperCase(), toHonoPath(route), async (c) => {
    c.set('route', route.path)
    const identity = route.access === 'public' ? undefined : await authenticate(api, c)
    if (identity) {
      c.set('limit', await api.limits.keys.take(identity.principal.actor.id))
      c.set(
        'logger',
        c.get('logger').child({ workspaceId: identity.principal.workspaceId, actorId: identity.principal.actor.id }),
      )
      if (route.access === 'read') requireRead(identity)
    }
    const params = route.params ? parse(route.params, c.req.param(), 'the address') : undefined
    const query = parse(route.query ?? noParameters, readQuery(c.req.url), 'the query')
    const body = route.body ? parse(route.body, await readJson(c, route.bodyLimit), 'the body') : undefined
    // A public route never looks at who calls.
    const workspaceId = identity?.principal.workspaceId ?? ''
    return route.handle({ api, c, identity: identity as never, workspaceId, params, query, body })
  })
}

export function toHonoPath({ path, deepParams = [] }: Pick<Route, 'path' | 'deepParams'>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => (deepParams.includes(name) ? `:${name}{.+}` : `:${name}`))
}

/** Tells which methods an address takes, so that the wrong one is answered 405 instead of 404. */
export function methodsByPath(routes: readonly Route[]): (path: string) => string[] {
  const known = routes.map((route) => ({
    method: route.method.toUpperCase(),
    pattern: new RegExp(
      `^${route.path.replace(/\{(\w+)\}/g, (_, name: string) => (route.deepParams?.includes(name) ? '.+' : '[^/]+'))}$`,
    ),
  }))
  return (path) => {
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
  }
}

export const notFound = (path: string) => new AppError('not_found', `there is nothing at ${path}; see /docs`)
