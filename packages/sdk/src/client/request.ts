import { type FieldProblem, OrchestratorError } from '../errors.ts'

export interface ClientOptions {
  /** Address of the API, e.g. `https://orchestrator.example.com`. */
  readonly url: string
  /** An API key; it names the workspace too. */
  readonly apiKey: string
  /** Milliseconds for one try. Default 30,000. */
  readonly timeoutMs?: number
  /** Further tries after a network error, 429, 502, 503 or 504. Default 4, some 8 seconds in all. */
  readonly retries?: number
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface RequestOptions {
  /**
   * The same key with the same request never has a second effect. Every writing request has one: without yours the client makes one,
   * which covers its own retries.
   */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

export interface ApiRequest extends RequestOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the address, e.g. `/v1/tasks`. */
  readonly path: string
  readonly query?: object
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends one request, with retries. @throws OrchestratorError */
export type Send = <T>(request: ApiRequest) => Promise<T>

const retried = new Set([429, 502, 503, 504])

export function createSend(options: ClientOptions): Send {
  const { timeoutMs = 30_000, retries = 4 } = options
  return async <T>(request: ApiRequest): Promise<T> => {
    const headers = headersOf(options, request)
    for (let attempt = 0; ; attempt++) {
      const outcome = await attemptOnce(options, request, headers, timeoutMs)
      if ('response' in outcome && outcome.response.ok)
        return (outcome.response.status === 204 ? undefined : await outcome.response.json()) as T
      const last = attempt >= retries || request.signal?.aborted
      if ('error' in outcome) {
        if (request.signal?.aborted) throw request.signal.reason
        if (last)
          throw new OrchestratorError(
            'unavailable',
            `${request.method} ${request.path}: no answer from ${options.url}: ${reasonOf(outcome.error)}`,
            { cause: outcome.error },
          )
      } else if (last || !retried.has(outcome.response.status)) throw await problemOf(outcome.response, request)
      await pause(
        'response' in outcome ? (retryAfter(outcome.response) ?? backoff(attempt)) : backoff(attempt),
        request.signal,
      )
    }
  }
}

export function headersOf({ apiKey }: ClientOptions, request: ApiRequest): Record<string, string> {
  const writes = request.method !== 'GET'
  return {
    authorization: `Bearer ${apiKey}`,
    accept: 'application/json',
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
    ...(writes && { 'idempotency-key': request.idempotencyKey ?? globalThis.crypto.randomUUID() }),
    ...request.headers,
  }
}

/** The whole address; lists are written with commas, null as `none`. */
export function urlOf(base: string, path: string, query: object = {}): string {
  const url = new URL(base.replace(/\/+$/, '') + path)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    url.searchParams.set(name, value === null ? 'none' : Array.isArray(value) ? value.join(',') : String(value))
  }
  return url.toString()
}

async function attemptOnce(
  options: ClientOptions,
  request: ApiRequest,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<{ response: Response } | { error: unknown }> {
  const signals = [AbortSignal.timeout(timeoutMs), ...(request.signal ? [request.signal] : [])]
  try {
    const response = await (options.fetch ?? fetch)(urlOf(options.url, request.path, request.query), {
      method: request.method,
      headers,
      signal: AbortSignal.any(signals),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    })
    return { response }
  } catch (error) {
    return { error }
  }
}

/** An answer that is no success, as an error. */
export async function problemOf(
  response: Response,
  request: Pick<ApiRequest, 'method' | 'path'>,
): Promise<OrchestratorError> {
  const text = await response.text().catch(() => '')
  let problem: {
    code?: string
    detail?: string
    title?: string
    errors?: readonly FieldProblem[]
    requestId?: string
  } = {}
  try {
    problem = JSON.parse(text) as typeof problem
  } catch {
    // Not ours: a proxy's page.
  }
  const fields = problem.errors ?? []
  const requestId = problem.requestId ?? response.headers.get('x-request-id') ?? undefined
  const message = problem.detail ?? problem.title ?? `${request.method} ${request.path} answered ${response.status}`
  const code =
    problem.code ??
    (response.status === 404
      ? 'not_found'
      : response.status === 429
        ? 'rate_limited'
        : response.status >= 500
          ? 'unavailable'
          : 'invalid_input')
  return new OrchestratorError(code, message, {
    fields,
    status: response.status,
    ...(requestId !== undefined && { requestId }),
  })
}

/** Twice as long each time, with chance in it so that many clients do not come back together. */
export const backoff = (attempt: number): number => Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2)

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (header === null) return undefined
  const seconds = Number(header)
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(milliseconds) ? Math.min(60_000, Math.max(0, milliseconds)) : undefined
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as { message?: string; cause?: { message?: string } }
  return cause?.message ?? message ?? String(error)
}
