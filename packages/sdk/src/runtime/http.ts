import { toMilliseconds } from '../duration.ts'
import { HttpError, PlaybookDefinitionError } from '../errors.ts'
import type { Http, HttpBodyOptions, HttpResponse } from '../run/context.ts'
import { type AnySchema, validateSync } from '../schema.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimeHttpRequest, RuntimeHttpResponse, RuntimePort } from './port.ts'

type Method = RuntimeHttpRequest['method']

/** `http` of a run. */
export function createHttp(port: RuntimePort, steps: StepCounter): Http {
  const request =
    (method: Method) =>
    async (url: string, options: HttpBodyOptions = {}): Promise<HttpResponse> => {
      const asked = toRequest(method, url, options)
      // Without the query: it may carry secrets.
      const step = steps.take(`http.${method.toLowerCase()}`, `${method} ${withoutQuery(asked.url)}`)
      const answer = toResponse(asked, await port.http(step, asked))
      if (!answer.ok && options.throwOnError !== false) {
        throw new HttpError(`${step.summary} answered ${answer.status}`, {
          status: answer.status,
          url: asked.url,
          method,
          headers: answer.headers,
          body: answer.text,
        })
      }
      return answer
    }
  return {
    get: request('GET'),
    post: request('POST'),
    put: request('PUT'),
    patch: request('PATCH'),
    delete: request('DELETE'),
  }
}

function toRequest(method: Method, url: string, options: HttpBodyOptions): RuntimeHttpRequest {
  const name = `http.${method.toLowerCase()}`
  if (!/^https?:\/\/[^/?#\s]+/i.test(url))
    throw new PlaybookDefinitionError(`${name}: ${JSON.stringify(url)} is no absolute http or https address`)
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([key, value]) => [key.toLowerCase(), String(value)]),
  )
  if (options.json !== undefined && options.text !== undefined)
    throw new PlaybookDefinitionError(`${name}: give json or text, not both`)
  const body =
    options.json === undefined ? (options.text ?? null) : JSON.stringify(plainJson(options.json, `${name}: json`))
  if (options.json !== undefined) headers['content-type'] ??= 'application/json'
  const timeoutMs = toMilliseconds(options.timeout ?? '30 seconds', `${name}: timeout`)
  if (timeoutMs > 300_000) throw new PlaybookDefinitionError(`${name}: timeout is at most 5 minutes`)
  const retries = options.retries ?? (method === 'POST' || method === 'PATCH' ? 0 : 3)
  if (!Number.isInteger(retries) || retries < 0 || retries > 20)
    throw new PlaybookDefinitionError(`${name}: retries is a whole number from 0 to 20`)
  return { method, url: withQuery(url, options.query ?? {}), headers, body, timeoutMs, retries }
}

/** As the domain's, which needs zod. */
const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '')

/** Without URL and URLSearchParams, which a workflow isolate need not have. */
function withQuery(url: string, query: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`],
  )
  if (pairs.length === 0) return url
  const [address = '', fragment] = url.split('#', 2)
  return `${address}${address.includes('?') ? '&' : '?'}${pairs.join('&')}${fragment === undefined ? '' : `#${fragment}`}`
}

function toResponse(asked: RuntimeHttpRequest, { status, headers, body }: RuntimeHttpResponse): HttpResponse {
  function json(schema?: AnySchema): unknown {
    let value: unknown
    try {
      value = JSON.parse(body)
    } catch {
      throw new SyntaxError(
        `${asked.method} ${withoutQuery(asked.url)} answered ${status} with a body that is not JSON: ${JSON.stringify(body.slice(0, 80))}`,
      )
    }
    return schema ? validateSync(schema, value, `the answer of ${withoutQuery(asked.url)}`) : value
  }
  return { status, ok: status >= 200 && status <= 299, headers, text: body, json: json as HttpResponse['json'] }
}
