import { WebClient } from '@slack/web-api'
import type * as z from 'zod'
import type { SessionOptions } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { connectorFetch } from '../../http/connector-fetch.ts'
import { SlackSettings, tokenOf } from './auth.ts'
import { providerId, toProviderError } from './errors.ts'

const silent = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => 'error' as never,
}
/** Those that Slack gives out look like this. */
const tokens = /\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/g

/** What only reads: asked again it does no harm. */
const reading = /\.(list|info|history|replies|members|get|test|lookupByEmail|getPermalink)$/

/** One request, whose answer is what Slack documents or an error that we know. It neither waits nor tries again. */
export class SlackClient {
  readonly #web: WebClient
  readonly #fetch: ReturnType<typeof connectorFetch>
  readonly #secrets: readonly string[]

  constructor({ credentials, settings, policy, signal }: SessionOptions) {
    const { baseUrl } = SlackSettings.parse(settings)
    this.#fetch = connectorFetch({ policy, signal })
    this.#secrets = Object.values(credentials).filter((value) => value !== null && value.length > 3) as string[]
    this.#web = new WebClient(tokenOf(credentials), {
      slackApiUrl: `${baseUrl.replace(/\/$/, '')}/`,
      // Its types of `fetch` are its own.
      fetch: this.#fetch as never,
      logger: silent,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
    })
  }

  /** @param method as Slack’s reference names it, e.g. `chat.postMessage` */
  async ask<T>(schema: z.ZodType<T>, method: string, input: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const writes = !reading.test(method)
    const answer = await this.#web.apiCall(method, input).catch((error: unknown) => {
      throw toProviderError(error, writes, askedOf(method, input), (text) => this.#hide(text))
    })
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    // A write was done, whatever it answered.
    const [issue] = parsed.error.issues
    const message = `Slack’s answer to ${method} is not what it documents: ${issue?.path.join('.')} ${issue?.code}`
    throw new ProviderError(providerId, writes ? 'ambiguous' : 'malformed', message)
  }

  /** Answers a command or an action, at the address that came with it. Slack takes five of these within half an hour. */
  async respond(url: string, message: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await this.#fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
    }).catch((error: unknown) => {
      throw toProviderError(error, true, 'the answer to a command', (text) => this.#hide(text))
    })
    if (answer.status === 200) return
    const kind = answer.status === 429 ? 'rate_limited' : answer.status >= 500 ? 'unavailable' : 'invalid'
    throw new ProviderError(providerId, kind, `Slack took no answer: it said ${answer.status}`, {
      status: answer.status,
      ...(kind === 'rate_limited' && { retryAfterMs: Number(answer.headers.get('retry-after') ?? 30) * 1_000 }),
    })
  }

  #hide(text: string): string {
    return this.#secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text).replace(tokens, '…')
  }
}

/** Slack's codes do not say in which channel, or of whom. */
function askedOf(method: string, { channel, user }: Readonly<Record<string, unknown>>): string {
  const about = [channel, user].find((one) => typeof one === 'string')
  return typeof about === 'string' ? `${method} (${about.slice(0, 60)})` : method
}
