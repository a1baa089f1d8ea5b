import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, stateFolderPath } from './config.ts'
import type { Secrets, StackSettings } from './stack/state-folder.ts'
import { UserError } from './user-error.ts'

/** Where the API is and with which key it is called. */
export interface Access {
  url: string
  apiKey: string
  workspace: string | undefined
}

/** The options by which a command may be pointed at another API. */
export interface AccessOptions {
  url?: string
  key?: string
  home?: string
}

/** Options first, then the environment, then what `up` wrote down on this machine. */
export function findAccess(config: Config, options: AccessOptions): Access {
  const folder = stateFolderPath(config, options.home)
  const settings = readIfThere<StackSettings>(join(folder, 'stack.json'))
  const secrets = readIfThere<Secrets>(join(folder, 'secrets.json'))
  const url = options.url ?? config.ORCHESTRATOR_URL ?? settings?.apiUrl
  if (url !== undefined && !(URL.canParse(url) && /^https?:/.test(url)))
    throw new UserError(`${url} is no address: give one like http://127.0.0.1:4400.`, { exitCode: 2 })
  const apiKey = options.key ?? config.ORCHESTRATOR_API_KEY ?? secrets?.apiKey
  if (url === undefined || apiKey === undefined) {
    throw new UserError(`No ${url === undefined ? 'API address' : 'API key'} is known.`, {
      hint: 'Start Orchestrator here once (npm start), or give --url and --key (or ORCHESTRATOR_URL and ORCHESTRATOR_API_KEY).',
      exitCode: 2,
    })
  }
  return { url: url.replace(/\/$/, ''), apiKey, workspace: settings?.workspace }
}

function readIfThere<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}

/** What one call sends. */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, string | number | undefined>
  body?: unknown
  /** Sent as it is, instead of `body` as JSON. */
  rawBody?: Uint8Array
  headers?: Record<string, string>
  /** Without the API key, as a stranger calls. */
  anonymous?: boolean
  signal?: AbortSignal
}

/** Calls the API and gives its answer, or throws the problem that it states. */
export async function callApi(access: Access, path: string, call: Call = {}): Promise<Response> {
  const url = new URL(`${access.url}${path}`)
  for (const [name, value] of Object.entries(call.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value))
  const body = call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  let response: Response
  try {
    response = await fetch(url, {
      method: call.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(call.anonymous ? {} : { authorization: `Bearer ${access.apiKey}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(body !== undefined && { body: body as NonNullable<RequestInit['body']> }),
      ...(call.signal && { signal: call.signal }),
    })
  } catch (cause) {
    if (call.signal?.aborted) throw cause
    throw nobodyAnswers(access, cause)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

export const nobodyAnswers = (access: Access, cause: unknown): UserError =>
  new UserError(`Nobody answers at ${access.url}.`, {
    hint: 'Is Orchestrator running? Start it with: npm start',
    cause,
  })

/** Calls the API for JSON. */
export async function getJson<T>(access: Access, path: string, call: Call = {}): Promise<T> {
  return (await (await callApi(access, path, call)).json()) as T
}

/** What a response that is not ok says. */
export async function problemOf(response: Response): Promise<UserError> {
  const text = await response.text()
  let problem: {
    title?: string
    detail?: string
    code?: string
    errors?: { path: string; expected: string }[]
  } = {}
  try {
    problem = JSON.parse(text) as typeof problem
  } catch {
    problem = { detail: text.slice(0, 300) }
  }
  const hints: Record<number, string> = {
    401: 'The key is unknown or revoked. Give another with --key or ORCHESTRATOR_API_KEY.',
    403: 'The key may not do this. Give another with --key or ORCHESTRATOR_API_KEY.',
  }
  const hint = hints[response.status]
  const detail = problem.detail ?? problem.title ?? response.statusText
  // The detail may name the first field alone; whoever mends the input wants to know of all.
  const others = (problem.errors ?? []).map(({ path, expected }) => `${path}: ${expected}`)
  const untold = others.filter((field) => !detail.includes(field)).map((field) => `\n  ${field}`)
  const message = `The API answered ${response.status}: ${detail}${untold.join('')}`
  return new UserError(message, {
    ...(hint !== undefined && { hint }),
    ...(problem.code !== undefined && { code: problem.code }),
    fields: (problem.errors ?? []).map(({ path }) => path),
    // What was given is not valid: it was called wrongly.
    exitCode: response.status === 400 ? 2 : 1,
  })
}
