import type { Octokit } from 'octokit'
import type * as z from 'zod'
import { askedInWords } from '../../connector/asked-in-words.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { providerId, toProviderError } from './errors.ts'
import { nouns } from './nouns.ts'

/** Those that an App is given for an hour, and what it signs itself with. */
const tokens = /\b(?:gh[a-z]_\w+|github_pat_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g

export interface Answer<T> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly data: T
}

/** One request, whose answer is what GitHub documents or an error that we know. */
export class GitHubClient {
  readonly #octokit: Octokit
  readonly #secrets: readonly string[]

  constructor(octokit: Octokit, secrets: readonly string[]) {
    this.#octokit = octokit
    this.#secrets = secrets
  }

  /** Its route: on servers of one’s own it lies beside REST. */
  get graphql(): string {
    return `POST ${this.#octokit.request.endpoint.DEFAULTS.baseUrl.replace(/\/v3$/, '')}/graphql`
  }

  /** @param route method and path, `{name}` filled from `parameters` */
  async ask<T>(
    schema: z.ZodType<T>,
    route: string,
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer<T>> {
    const writes = !route.startsWith('GET ')
    const asked = wordsOf(route, parameters)
    const answer = await this.#octokit
      .request(route, { ...parameters, headers: { 'x-github-api-version': '2022-11-28' } })
      .catch((error: unknown) => {
        throw toProviderError(error, writes, asked, (text) => this.#hide(text))
      })
    // What was moved to another repository is not in this one any more.
    if (answer.status >= 300)
      throw new ProviderError(providerId, 'not_found', `${asked}: it was moved`, { status: answer.status })
    const parsed = schema.safeParse(answer.data)
    if (parsed.success) return { status: answer.status, headers: answer.headers, data: parsed.data }
    // A write was done, whatever it answered.
    throw new ProviderError(
      providerId,
      writes ? 'ambiguous' : 'malformed',
      `GitHub’s answer to ${route} is not what it documents: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.code}`,
      { status: answer.status },
    )
  }

  #hide(text: string): string {
    return this.#secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text).replace(tokens, '…')
  }
}

function wordsOf(route: string, parameters: Readonly<Record<string, unknown>>): string {
  const [method = '', path = ''] = route.split(' ')
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) =>
    parameters[name] === undefined ? whole : encodeURIComponent(String(parameters[name])),
  )
  return askedInWords(method, URL.canParse(filled) ? new URL(filled).pathname : filled, nouns)
}

/** Of the `Link` header. */
export function lastPage(headers: Answer<unknown>['headers']): number | null {
  const link = /<([^>]+)>;\s*rel="last"/.exec(String(headers['link'] ?? ''))?.[1]
  if (link === undefined || !URL.canParse(link)) return null
  return Number(new URL(link).searchParams.get('page')) || null
}

export const hasNext = (headers: Answer<unknown>['headers']): boolean =>
  /rel="next"/.test(String(headers['link'] ?? ''))

/** null instead of `not_found` */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return null
    throw error
  }
}
