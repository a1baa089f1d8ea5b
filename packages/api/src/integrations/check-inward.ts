import { AppError, type Mapping } from '@orchestrator/domain'
import { taskType } from './task-fields.ts'
import type { Opened } from './with-session.ts'

type Inward = { readonly [Key in 'filterIn' | 'query']?: Mapping[Key] | undefined }

/** Whether that much is said of what comes in that somebody has to be asked. */
export const saysInward = ({ filterIn, query }: Inward): boolean => (filterIn ?? query ?? null) !== null

/**
 * The service itself says whether it understands a query.
 * @throws AppError `invalid_input` for what a connector does not have; ProviderError
 */
export async function checkInward(
  { connector, session }: Pick<Opened, 'connector' | 'session'>,
  containerId: string,
  { filterIn = null, query = null }: Inward,
): Promise<void> {
  const { name, itemTypes, inbox } = connector
  if (filterIn !== null && (itemTypes.length === 0 || inbox)) refuse('filterIn', `nothing: no items of ${name} come in`)
  if (query === null) return
  if (connector.query === undefined) refuse('query', `nothing: ${name} has no language for that; see filterIn`)
  await session.count({ containerId, type: taskType(connector).type, query })
}

function refuse(path: string, expected: string): never {
  throw new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code: 'custom' }] })
}
