import { connectors as allConnectors, type Connector } from '@orchestrator/integrations'
import { Models, readModelsConfig } from '@orchestrator/models'
import { logPosition, type Store } from '@orchestrator/store'
import { createLogger } from '@orchestrator/telemetry'
import { Budgets } from '@orchestrator/worker/connected'
import { createRunCallAnswers } from '@orchestrator/worker/run-calls'
import { Hono } from 'hono'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import type { Logger } from 'pino'
import { AgentRunHub } from './agents/hub.ts'
import { registerApprovalPages } from './approval-page/register.ts'
import { Identities } from './auth/identities.ts'
import type { ApiConfig } from './config.ts'
import { EventHub } from './events/hub.ts'
import type { Api, Env, TemporalCheck } from './http/api.ts'
import { clientAddress } from './http/client-address.ts'
import { methodsByPath, notFound, register } from './http/register.ts'
import { SharedLookups } from './http/shared-lookups.ts'
import { Turns } from './http/turns.ts'
import { DeliveryQueue } from './integrations/delivery-queue.ts'
import { registerMcp } from './mcp/register.ts'
import { createLimits } from './middleware/limits.ts'
import { observe } from './middleware/observe.ts'
import { registerOAuthPages } from './oauth-page/register.ts'
import { createMetrics, type Metrics } from './observe/metrics.ts'
import { registerReference } from './openapi/reference.ts'
import { problemResponse } from './problem/problem.ts'
import { toAppError } from './problem/to-app-error.ts'
import { routes } from './routes/index.ts'
import { registerUnsubscribePages } from './unsubscribe-page/register.ts'

export interface AppOptions {
  readonly store: Store
  readonly config: ApiConfig
  /** null: readiness does not depend on Temporal. */
  readonly temporal: TemporalCheck | null
  readonly logger?: Logger
  /** Others than the product has: for tests. */
  readonly connectors?: Readonly<Record<string, Connector>>
}

export interface App {
  fetch(request: Request, env?: unknown): Response | Promise<Response>
  readonly metrics: Metrics
  /** Ends event streams; requests under way go on. */
  drain(): void
}

/** The HTTP API. Opens nothing and starts nothing until a request needs it. */
export function createApp({
  store,
  config,
  temporal,
  connectors = allConnectors,
  logger = createLogger({ part: 'api', level: 'silent' }),
}: AppOptions): App {
  const metrics = createMetrics(() => logPosition(store))
  const api: Api = {
    store,
    connectors,
    config,
    temporal,
    logger,
    metrics,
    identities: new Identities(store),
    hub: new EventHub(store),
    agentRuns: new AgentRunHub(store),
    limits: createLimits(config),
    lookups: new SharedLookups(),
    budgets: new Budgets(),
    models: new Models(config.models ?? readModelsConfig({})),
    inbound: new DeliveryQueue(store),
    heavyTurns: new Turns(),
    addressOf: clientAddress(config.trustedProxies),
    answerRunCall: createRunCallAnswers(store),
  }
  const app = new Hono<Env>({ router: new SmartRouter({ routers: [new RegExpRouter(), new TrieRouter()] }) })
  const methodsOf = methodsByPath(routes)

  app.use(observe(api))
  for (const route of routes) register(app, api, route)
  registerReference(app)
  registerApprovalPages(app, api)
  registerUnsubscribePages(app, api)
  registerOAuthPages(app, api)
  registerMcp(app, api)

  app.notFound((c) => {
    const methods = methodsOf(c.req.path)
    if (methods.length === 0) return problemResponse(notFound(c.req.path), c.get('requestId'))
    const headers = { Allow: methods.join(', ') }
    return problemResponse(
      { code: 'method_not_allowed', message: `this address takes ${methods.join(', ')}`, headers },
      c.get('requestId'),
    )
  })
  app.onError((error, c) => {
    const problem = toAppError(error)
    if (problem.code === 'internal') c.get('logger').error({ err: error }, 'unexpected error')
    else if (problem.code === 'unavailable') c.get('logger').warn({ err: error }, 'not available')
    return problemResponse(problem, c.get('requestId'))
  })
  const drain = () => {
    api.hub.close()
    api.agentRuns.close()
  }
  return { fetch: (request, env) => app.fetch(request, env as never), metrics, drain }
}
