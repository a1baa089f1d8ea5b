import { createHash } from 'node:crypto'
import type { SessionOptions } from '../../connector/connector.ts'
import type { KeptAnswers } from '../../connector/kept-answers.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { createNotionClient, type NotionClient } from './client.ts'
import { isKind, orNull, provider } from './failures.ts'
import { markerProperty } from './marker.ts'
import { Anything, WireDataSource, WireUser } from './wire.ts'

/** A connection at work: its requests, and what of its workspace seldom changes. */
export interface NotionContext {
  readonly client: NotionClient
  me(): Promise<WireUser>
  /** The schema of a data source, not older than five minutes. @throws forbidden when it cannot be seen */
  source(id: string): Promise<WireDataSource>
  /** As it is now. */
  freshSource(id: string): Promise<WireDataSource>
  /** With the property for our marker, which is added where it is not. */
  markedSource(id: string): Promise<WireDataSource>
}

export function openContext(options: SessionOptions, memory: KeptAnswers, baseUrl: string): NotionContext {
  const token = options.credentials['token'] ?? options.credentials['accessToken'] ?? ''
  const secrets = Object.values(options.credentials).filter((value) => typeof value === 'string' && value.length > 3)
  const client = createNotionClient({
    ...{
      token,
      baseUrl,
      policy: options.policy,
      signal: options.signal,
      turn: options.turn,
      secrets: secrets as string[],
    },
  })
  const account = createHash('sha256').update(`${baseUrl} ${token}`).digest('base64url')

  const load = async (id: string): Promise<WireDataSource> => {
    const found = await orNull(
      client.read(WireDataSource, (notion) => notion.dataSources.retrieve({ data_source_id: id })),
    )
    if (found && !found.in_trash) return found
    const message = 'the data source cannot be seen: it is gone, or it is not shared with the connection any more'
    throw new ProviderError(provider, 'forbidden', message, { status: 404 })
  }
  const key = (id: string) => `${account} source ${id}`
  const freshSource = (id: string) => {
    memory.forget(key(id))
    return memory.get(key(id), () => load(id))
  }
  const source = (id: string) => memory.get(key(id), () => load(id))
  return {
    client,
    source,
    freshSource,
    me: () => memory.get(`${account} me`, () => client.read(WireUser, (notion) => notion.users.me({}))),
    async markedSource(id) {
      const isMarked = ({ properties }: WireDataSource) => properties[markerProperty]?.type === 'rich_text'
      if (isMarked(await source(id)) || isMarked(await freshSource(id))) return source(id)
      const properties = { [markerProperty]: { rich_text: {} } }
      await client
        .write(Anything, (notion) => notion.dataSources.update({ data_source_id: id, properties } as never))
        .catch((error: unknown) => {
          if (!isKind(error, 'forbidden', 'invalid')) throw error
          const message = `the data source has no text property “${markerProperty}”, and the connection may not add it: add it by hand`
          throw new ProviderError(provider, error.kind, message, { status: error.status })
        })
      return freshSource(id)
    },
  }
}
