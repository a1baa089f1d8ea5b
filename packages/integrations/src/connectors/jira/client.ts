import type { Client, SendRequestOptions } from 'jira.js/core'
import type * as z from 'zod'
import { askedInWords } from '../../connector/asked-in-words.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'
import { guardedFetch } from '../../http/guarded-fetch.ts'
import type { KeptConnections } from '../../http/kept-connections.ts'
import { defaultGuardPolicy, type GuardPolicy } from '../../http/policy.ts'
import { type Asked, failureOf, parsed, provider, redacted, withoutAnswer } from './failures.ts'
import { nouns } from './nouns.ts'

export type Cloud = typeof import('jira.js/cloud')

export interface JiraClient {
  /** One request of jira.js, whose answer is what the schema says. */
  ask<T>(schema: z.ZodType<T>, call: (cloud: Cloud, client: Client) => Promise<unknown>): Promise<T>
  /** One whose answer says nothing. */
  tell(call: (cloud: Cloud, client: Client) => Promise<unknown>): Promise<void>
}

export interface ClientOptions {
  readonly base: () => Promise<string>
  readonly authorization: string
  readonly secrets: readonly string[]
  readonly policy: Partial<GuardPolicy> | undefined
  readonly signal: AbortSignal | undefined
  /** For what reads: a write on one that is closing would leave unsaid whether it was done. */
  readonly connections: KeptConnections
}

/** They ask, though they are posted. */
const readingPosts = /^\/rest\/api\/3\/(search\/|issue\/bulkfetch$|comment\/list$)/
/** A page of fifty long descriptions. */
const maxResponseBytes = 16_000_000

/**
 * jira.js over our own transport, which guards addresses, never waits and never tries again. It is loaded with the first request: it
 * brings all of Jira's schemas, and takes a second or two.
 */
export function createJiraClient(options: ClientOptions): JiraClient {
  const client = { sendRequest: <T>(request: SendRequestOptions<T>) => send(options, request) as Promise<T> }
  const run = async (call: (cloud: Cloud, client: Client) => Promise<unknown>) =>
    call(await import('jira.js/cloud'), client)
  return {
    async ask(schema, call) {
      const answer = schema.safeParse(await run(call))
      if (answer.success) return answer.data
      const [issue] = answer.error.issues
      throw new ProviderError(
        provider,
        'malformed',
        `Jira answered what it does not document: ${issue?.path.join('.')} ${issue?.message}`,
      )
    },
    async tell(call) {
      await run(call)
    },
  }
}

/** The answer as it came: jira.js knows its schemas as documented, and those lag behind Jira. We check what we read. */
async function send(options: ClientOptions, request: SendRequestOptions): Promise<unknown> {
  const { method = 'GET', url, body } = request
  const writes = method !== 'GET' && !readingPosts.test(url)
  const inWords = askedInWords(writes ? method : 'GET', url, nouns)
  const asked: Asked = { writes, inWords, secrets: options.secrets }
  const address = `${await options.base()}${url}${queryOf(request.searchParams)}`
  const response = await guardedFetch({
    url: address,
    method: method as 'GET' | 'POST' | 'PUT' | 'DELETE',
    headers: {
      accept: 'application/json',
      authorization: options.authorization,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
    timeoutMs: 30_000,
    policy: {
      ...options.policy,
      maxResponseBytes: Math.max(
        maxResponseBytes,
        options.policy?.maxResponseBytes ?? defaultGuardPolicy.maxResponseBytes,
      ),
    },
    ...(options.signal && { signal: options.signal }),
    ...(!asked.writes && { connections: options.connections }),
  }).catch((error: unknown) => {
    if (error instanceof ConnectorError) throw withoutAnswer(error, asked)
    throw new ProviderError(provider, 'unavailable', redacted(String((error as Error).message), asked.secrets))
  })
  const failure = failureOf(response, asked)
  if (failure) throw failure
  if (response.body.trim() === '') return undefined
  const answer = parsed(response.body)
  if (answer !== undefined) return answer
  // It did what it was told; what it made must be looked for.
  throw new ProviderError(provider, asked.writes ? 'ambiguous' : 'malformed', 'Jira answered what is no JSON', {
    status: response.status,
  })
}

function queryOf(parameters: Readonly<Record<string, unknown>> | undefined): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters ?? {}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) query.append(name, String(one))
  return query.size === 0 ? '' : `?${query}`
}
