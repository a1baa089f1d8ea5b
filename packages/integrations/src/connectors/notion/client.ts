import { Client } from '@notionhq/client'
import type * as z from 'zod'
import { asAmbiguous } from '../../connector/begun.ts'
import type { SessionOptions } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { connectorFetch } from '../../http/connector-fetch.ts'
import { provider, toProviderError } from './failures.ts'

export const apiVersion = '2026-03-11'

type Call = (notion: Client) => Promise<unknown>

export interface NotionClient {
  /** One request that only asks, whose answer is what the schema says. */
  read<T>(schema: z.ZodType<T>, call: Call): Promise<T>
  /** One that changes something. */
  write<T>(schema: z.ZodType<T>, call: Call): Promise<T>
  /** How many requests went out. */
  asked(): number
}

/** Notion's client, which tries nothing again by itself, over the guard of outgoing addresses. What we read is checked by our own schemas. */
export function createNotionClient(options: {
  readonly token: string
  readonly secrets: readonly string[]
  readonly baseUrl: string
  readonly policy: SessionOptions['policy']
  readonly signal: AbortSignal | undefined
  readonly turn: SessionOptions['turn']
}): NotionClient {
  const { token, secrets, baseUrl, policy, signal, turn } = options
  const notion = new Client({
    ...{ auth: token, baseUrl, notionVersion: apiVersion, retry: false, timeoutMs: 60_000, logger: () => {} },
    fetch: connectorFetch({ policy, signal }) as never,
  })
  let asked = 0
  const run = async <T>(schema: z.ZodType<T>, call: Call, writes: boolean): Promise<T> => {
    await turn?.().catch((cause: unknown) => {
      throw new ProviderError(provider, 'unavailable', 'it was given up before its turn to ask Notion', { cause })
    })
    asked++
    const answer = await call(notion).catch((error: unknown) => {
      throw toProviderError(error, { writes, secrets })
    })
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const told = `Notion answered what it does not document: ${issue?.path.join('.')} ${issue?.code}`
    throw new ProviderError(provider, 'malformed', told)
  }
  return {
    read: (schema, call) => run(schema, call, false),
    write: (schema, call) => run(schema, call, true).catch(asAmbiguous),
    asked: () => asked,
  }
}
