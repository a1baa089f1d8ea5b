import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { createEmulator } from 'emulate'
import { request } from 'undici'
import { slackSignature } from '../connectors/slack/webhooks.ts'
import { signHmac } from '../webhooks/hmac.ts'

interface Json {
  [key: string]: unknown
}

export interface SlackMessage {
  readonly ts: string
  readonly thread_ts?: string
  readonly user?: string
  readonly text: string
  readonly blocks?: readonly Json[]
  readonly metadata?: { readonly event_type: string; readonly event_payload: Json }
}

/** The Web API by the emulator; what it lacks in front of it: see the README of the connector. */
export interface SlackEmulator {
  readonly url: string
  readonly host: string
  /** Ids by name. */
  readonly users: Readonly<Record<string, string>>
  readonly channels: Readonly<Record<string, string>>
  readonly teamId: string
  /** Answers at `response_url`, in their order, by what is behind the last slash of it. */
  readonly responses: ReadonlyMap<string, readonly Json[]>
  /** What `chat.unfurl` was given. */
  readonly unfurls: readonly Json[]
  /** Modals that were opened, the last one last. */
  readonly views: readonly Json[]
  responseUrl(name: string): string
  ask(token: string, method: string, body?: Json): Promise<Json>
  messages(channel: string): Promise<SlackMessage[]>
  replies(channel: string, ts: string): Promise<SlackMessage[]>
  /** The conversation of the app with somebody; null: there is none. */
  direct(user: string): Promise<string | null>
  /** What a press on something gives: good for three seconds. */
  trigger(user: string): Promise<string>
  close(): Promise<void>
}

export const slackTokens = { bot: 'xoxb-0123456789-abcdefghij', ada: 'xoxp-ada-0123456789', bob: 'xoxp-bob-0123456789' }
export const slackSigningSecret = '8f742231b10e8888abcd99yyyzzz85a5'

/** A request as Slack signs it. */
export const signedBySlack = (
  body: string,
  { secret = slackSigningSecret, at = new Date(), form = true }: { secret?: string; at?: Date; form?: boolean } = {},
): Record<string, string> => ({
  ...signHmac(slackSignature, { secret, body: Buffer.from(body), at }),
  'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
})

export async function startSlackEmulator(): Promise<SlackEmulator> {
  const app = { app_id: 'A0123456789', client_id: '1.2', bot_id: 'B0123456789', bot_user_id: 'U0BOT000000' }
  const person = (name: string, email: string) => ({ name, real_name: name, email, profile: { email } })
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        users: [
          person('ada', 'ada@example.com'),
          person('bob', 'bob@example.com'),
          person('eve', 'eve@elsewhere.example'),
        ],
        channels: [{ name: 'shop' }, { name: 'other' }, { name: 'secret', is_private: true }],
        oauth_apps: [
          {
            ...{ ...app, client_secret: 'client-secret', name: 'Orchestrator', bot_name: 'orchestrator' },
            redirect_uris: ['http://127.0.0.1/callback'],
          },
        ],
        tokens: [
          {
            ...{ token: slackTokens.bot, type: 'bot', user_id: app.bot_user_id, app_id: app.app_id },
            ...{ bot_id: app.bot_id, bot_user_id: app.bot_user_id },
          },
          { token: slackTokens.ada, type: 'user', user: 'ada' },
          { token: slackTokens.bob, type: 'user', user: 'bob' },
        ],
        signing_secret: slackSigningSecret,
      },
    },
  })
  const responses = new Map<string, Json[]>()
  const unfurls: Json[] = []
  const views: Json[] = []
  const call = async (authorization: string, path: string, body: Buffer | string, type: string) => {
    const answer = await request(new URL(path, emulator.url), {
      ...{ method: 'POST', headers: { authorization, 'content-type': type }, body },
    })
    return { status: answer.statusCode, headers: answer.headers, json: (await answer.body.json()) as Json }
  }
  const ask = async (token: string, method: string, body: Json = {}) =>
    (await call(`Bearer ${token}`, `/api/${method}`, JSON.stringify(body), 'application/json')).json
  const known: readonly string[] = Object.values(slackTokens)

  const handle = async (incoming: IncomingMessage, body: Buffer) => {
    const url = new URL(incoming.url ?? '/', emulator.url)
    const type = incoming.headers['content-type'] ?? ''
    if (url.pathname.startsWith('/response/')) {
      const name = url.pathname.slice('/response/'.length)
      responses.set(name, [...(responses.get(name) ?? []), JSON.parse(body.toString()) as Json])
      return { status: 200, json: { ok: true } }
    }
    const authorization = incoming.headers.authorization ?? ''
    const sent: Json = type.includes('json')
      ? (JSON.parse(body.toString()) as Json)
      : Object.fromEntries(new URLSearchParams(body.toString()))
    // It takes every token that it does not know for somebody’s.
    const isKnown = known.includes(authorization.replace(/^bearer /i, ''))
    if (!isKnown && !url.pathname.endsWith('oauth.v2.access'))
      return { status: 200, json: { ok: false, error: 'invalid_auth' } }
    if (url.pathname.endsWith('/chat.unfurl')) {
      unfurls.push({ ...sent, unfurls: JSON.parse(String(sent['unfurls'])) })
      return { status: 200, json: { ok: true } }
    }
    const { status, headers, json } = await call(authorization, `${url.pathname}${url.search}`, body, type)
    if (url.pathname.endsWith('/views.open') && json['ok'] === true) views.push(json['view'] as Json)
    // What is older than asked for; it gives all.
    if (/\/conversations\.(history|replies)$/.test(url.pathname) && Array.isArray(json['messages'])) {
      const messages = (json['messages'] as Json[]).filter((one) => Number(one['ts']) >= Number(sent['oldest'] ?? 0))
      const all = String(sent['include_all_metadata']) === 'true'
      json['messages'] = all ? messages : messages.map(({ metadata: _, ...one }) => one)
    }
    return { status, json, retry: headers['retry-after'] }
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        handle(incoming, Buffer.concat(chunks)).then(
          ({ status, json }) =>
            response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json)),
          (error: unknown) => response.writeHead(500).end(String(error)),
        )
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const list = async (method: string, key: string, query: Json = {}) =>
    ((await ask(slackTokens.bot, method, { limit: 200, ...query }))[key] ?? []) as Json[]
  const byName = (all: Json[]) => Object.fromEntries(all.map((one) => [String(one['name']), String(one['id'])]))
  const types = 'public_channel,private_channel'
  return {
    url: `http://${host}`,
    host,
    users: byName(await list('users.list', 'members')),
    channels: byName(await list('conversations.list', 'channels', { types })),
    teamId: String((await ask(slackTokens.bot, 'auth.test'))['team_id']),
    ...{ responses, unfurls, views, ask },
    responseUrl: (name) => `http://${host}/response/${name}`,
    messages: async (channel) =>
      (await list('conversations.history', 'messages', { channel })).reverse() as unknown as SlackMessage[],
    replies: async (channel, ts) =>
      (await list('conversations.replies', 'messages', { channel, ts })) as unknown as SlackMessage[],
    async direct(user) {
      const found = (await list('conversations.list', 'channels', { types: 'im' })).find((one) => one['user'] === user)
      return found ? String(found['id']) : null
    },
    trigger: async (user) =>
      String((await ask(slackTokens.bot, 'views.generateTriggerId', { user_id: user }))['trigger_id']),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await emulator.close()
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
