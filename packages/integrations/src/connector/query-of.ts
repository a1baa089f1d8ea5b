import type { Mapping } from '@orchestrator/domain'
import type { Connector, Settings } from './connector.ts'

/** What is said to the service in its own language of what comes in: the mapping's own word, else what is usual for its connection. */
export const queryOf = (
  { query }: Pick<Connector, 'query'>,
  mapping: Pick<Mapping, 'query'>,
  settings: Settings,
): string | undefined => query && (mapping.query ?? query.usual(settings) ?? undefined)
