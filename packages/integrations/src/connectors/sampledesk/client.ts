// To adapt: how credentials go into a request, and what the service's refusals look like. If the service has a good client for Node,
// use that over `connectorFetch`, with its own retries switched off, and turn its errors into these.
import * as z from 'zod'
import { askedInWords, type Nouns } from '../../connector/asked-in-words.ts'
import type { SessionOptions } from '../../connector/connector.ts'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'
import { connectorFetch } from '../../http/connector-fetch.ts'
import { Credentials, Settings } from './auth.ts'

export const providerId = 'sampledesk'

/** Before anything was sent. */
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const Refusal = z.object({
  message: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/** How people call what its paths are about: it does not say of what it says no. */
const nouns: Nouns = {
  ...{ lists: 'list', items: 'item', comments: 'comment', webhooks: 'webhook' },
  people: { one: 'person', all: 'the people' },
  me: { one: 'account', all: 'the account' },
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One request, whose answer is what the service documents, or an error that we know. */
export class SampleDeskClient {
  readonly #fetch: ReturnType<typeof connectorFetch>
  readonly #base: string
  readonly #token: string

  constructor({ credentials, settings, policy, signal }: SessionOptions) {
    const known = Credentials.safeParse(credentials)
    if (!known.success) throw new ProviderError(providerId, 'unauthorized', 'there is no token')
    this.#fetch = connectorFetch({ policy, signal })
    this.#base = Settings.parse(settings).baseUrl.replace(/\/$/, '')
    this.#token = known.data.token
  }

  async ask<T>(schema: z.ZodType<T>, method: Method, path: string, given: { query?: object; body?: object } = {}) {
    // Of a write nobody knows whether it was done when its answer is lost.
    const lost: ProviderErrorKind = method === 'GET' ? 'unavailable' : 'ambiguous'
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(given.query ?? {})) if (value !== null) query.set(name, String(value))
    const response = await this.#fetch(`${this.#base}${path}${query.size === 0 ? '' : `?${query}`}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(given.body && { body: JSON.stringify(given.body) }),
    }).catch((error: unknown) => {
      throw this.#withoutAnswer(error, lost)
    })
    const answer = json(await response.text())
    if (!response.ok) throw this.#refusal(response, answer, { lost, asked: askedInWords(method, path, nouns) })
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const message = `the answer to ${method} ${path} is not what is documented: ${issue?.path.join('.')} ${issue?.code}`
    throw this.#error(method === 'GET' ? 'malformed' : 'ambiguous', message, { status: response.status })
  }

  #withoutAnswer(error: unknown, lost: ProviderErrorKind): ProviderError {
    if (!(error instanceof ConnectorError)) return this.#error(lost, 'the request failed')
    const code = String((error.cause as { code?: unknown } | undefined)?.code)
    if (error.kind === 'permanent' && lost === 'unavailable') return this.#error('invalid', error.message)
    return this.#error(notSent.includes(code) ? 'unavailable' : lost, error.message)
  }

  #refusal(
    { status, headers }: Response,
    answer: unknown,
    { lost, asked }: { lost: ProviderErrorKind; asked: string },
  ): ProviderError {
    const said = Refusal.safeParse(answer).data ?? {}
    const message = said.message ?? `Sample Desk answered ${status}`
    const fields = (said.fields ?? []).map((one) => ({ field: one.field, message: this.#hide(one.message) }))
    if (status === 429) {
      return this.#error('rate_limited', message, { status, retryAfterMs: wait(headers.get('retry-after')) })
    }
    if (status >= 500) return this.#error(lost, message, { status })
    const kinds: Record<number, ProviderErrorKind> = {
      403: 'forbidden',
      404: 'not_found',
      410: 'not_found',
    }
    if (status === 401) return this.#error('unauthorized', message, { status })
    return this.#error(kinds[status] ?? 'invalid', `${asked}: ${message}`, { status, fields })
  }

  #error(kind: ProviderErrorKind, message: string, options: ConstructorParameters<typeof ProviderError>[3] = {}) {
    return new ProviderError(providerId, kind, this.#hide(message).slice(0, 1_000), options)
  }

  /** The service may send back what it was sent. */
  #hide(text: string): string {
    return text.replaceAll(this.#token, '…')
  }
}

/** undefined: it is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `Retry-After` is in seconds, or a time of day. */
function wait(after: string | null): number {
  const seconds = Number(after ?? 60)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after ?? '') - Date.now()
  return Math.max(1_000, Number.isFinite(ms) ? ms : 60_000)
}
