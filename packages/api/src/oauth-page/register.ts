import { AppError } from '@orchestrator/domain'
import { ProviderError, takeGrant } from '@orchestrator/integrations'
import { getEntity, type OAuthState, readOAuthState } from '@orchestrator/store'
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Api, Env } from '../http/api.ts'
import { read } from '../http/read.ts'
import { mediaType, readBytes } from '../http/read-body.ts'
import { connectorOf, oauthServerOf } from '../integrations/connector-of.ts'
import { layout, noticePage, pageHeaders } from '../pages/layout.ts'
import { problemKinds } from '../problem/problem.ts'
import { toAppError } from '../problem/to-app-error.ts'
import { connectOnce } from './connect-once.ts'
import { oauthCallbackPath } from './path.ts'

const mostBytes = 16 * 1024

/**
 * Where a service sends a person back who allowed it. Opening the page shows for whom and connects nothing: else whoever is led to
 * consent by somebody else's address would give their account to a workspace that they do not know.
 */
export function registerOAuthPages(app: Hono<Env>, api: Api): void {
  app.get(oauthCallbackPath, (c) =>
    answered(api, c, new URL(c.req.url).searchParams, async (state, parameters) => {
      if (parameters.has('error')) throw await refusal(api, state, parameters)
      const { workspace, member } = await namesOf(api, state)
      const connector = connectorOf(api, state.provider)
      const title = `Connect ${connector.name}`
      const body = html`<h1>${title}</h1><dl><dt>Workspace</dt><dd>${workspace}</dd><dt>For</dt><dd>${member}</dd></dl>
<p>What you allowed is used by this workspace from then on. If you do not know it, close this page: nothing is connected.</p>
<form method="post" action="${oauthCallbackPath}"><input type="hidden" name="parameters" value="${parameters.toString()}"><button>Connect</button></form>`
      return c.html(layout(title, body), 200, pageHeaders)
    }),
  )
  app.post(oauthCallbackPath, async (c) => {
    const sent = new URLSearchParams((await readForm(c)).get('parameters') ?? '')
    return answered(api, c, sent, async (state, parameters) => {
      const name = await connectOnce(api, state, parameters)
      return c.html(noticePage('It is connected', `“${name}” is connected. You can close this page.`), 200, pageHeaders)
    })
  })
}

/** Reads for whom it is, and turns what goes wrong into a page for people. */
async function answered(
  api: Api,
  c: Context<Env>,
  parameters: URLSearchParams,
  work: (state: OAuthState, parameters: URLSearchParams) => Promise<Response>,
): Promise<Response> {
  c.set('route', oauthCallbackPath)
  const { failedLogins } = api.limits
  const address = api.addressOf(c)
  try {
    await failedLogins.check(address)
    return await work(readOAuthState(api.config.masterKey, parameters.get('state') ?? ''), parameters)
  } catch (error) {
    const problem = toAppError(error)
    if (problem.code === 'invalid_signature') await failedLogins.take(address).catch(() => undefined)
    if (problem.code === 'internal') c.get('logger').error({ err: error }, 'unexpected error')
    const text = problem.code === 'internal' ? 'We are sorry. Please try again later.' : sentence(problem.message)
    return c.html(noticePage('It is not connected', text), problemKinds[problem.code].status as 400, pageHeaders)
  }
}

/** The service or the person said no. */
async function refusal(api: Api, state: OAuthState, parameters: URLSearchParams): Promise<unknown> {
  const server = oauthServerOf(api, connectorOf(api, state.provider), state.settings)
  const { redirectUri, verifier } = state
  return takeGrant(server, { parameters, redirectUri, state: parameters.get('state') ?? '', verifier }).then(
    () => new AppError('invalid_state', 'the service answered neither yes nor no'),
    (error: unknown) => (error instanceof ProviderError ? error : toAppError(error)),
  )
}

async function namesOf(api: Api, { workspaceId, memberId }: OAuthState) {
  const [workspace, member] = await read(api, workspaceId, async (tx) => [
    await getEntity(tx, workspaceId, 'workspace', workspaceId),
    await getEntity(tx, workspaceId, 'member', memberId),
  ])
  if (!workspace || !member) throw new AppError('not_found', 'for whom this was asked is not there any more')
  return { workspace: String(workspace['name']), member: `${member['name']} (${member['email']})` }
}

async function readForm(c: Context<Env>): Promise<URLSearchParams> {
  if (mediaType(c.req.header('content-type')) !== 'application/x-www-form-urlencoded') return new URLSearchParams()
  return new URLSearchParams(Buffer.from(await readBytes(c, mostBytes)).toString('utf8'))
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
