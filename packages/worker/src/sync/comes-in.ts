import { isWanted, toFields } from '@orchestrator/domain'
import { fieldsOf, type Item, ProviderError, queryOf, sideOf } from '@orchestrator/integrations'
import type { SyncMapping } from '@orchestrator/store'
import { knownNames } from './names-for.ts'
import type { SyncContext } from './sync-context.ts'

/**
 * Whether an item that is no task yet becomes one: what is linked stays in step, whatever it is by now. Parts go with what they are on.
 * @param isFound whether the query of the mapping finds it, when that is known
 */
export async function comesIn(
  context: SyncContext,
  mapping: SyncMapping,
  theirs: Item,
  isFound: boolean | undefined,
): Promise<boolean> {
  const { session, connector } = context
  const fields = fieldsOf(connector, mapping, theirs.type, false, theirs)
  if (fields.type.entity !== 'task') return true
  if (mapping.filterIn !== null) {
    const names = await knownNames(context, mapping, null, theirs)
    const { fields: given } = toFields(sideOf(theirs, fields), fields.rules, fields.shapes, names, null)
    if (!isWanted(mapping.filterIn, given)) return false
  }
  const query = queryOf(context.connector, mapping, context.state.connection.settings)
  if (query === undefined || session.matching === undefined) return true
  if (isFound !== undefined) return isFound
  const { containerId } = mapping
  return (await session.matching({ containerId, type: theirs.type, ids: [theirs.id], query })).has(theirs.id)
}

/** Which items of a page are found, asked at once. null: nothing is said of them, or each is to be asked for by itself. */
export async function foundOf(
  context: SyncContext,
  mapping: SyncMapping,
  items: readonly Item[],
): Promise<ReadonlySet<string> | null> {
  const query = queryOf(context.connector, mapping, context.state.connection.settings)
  const [first] = items
  if (query === undefined || first === undefined || context.session.matching === undefined) return null
  if (fieldsOf(context.connector, mapping, first.type, false).type.entity !== 'task') return null
  const ids = items.map(({ id }) => id)
  try {
    return await context.session.matching({ containerId: mapping.containerId, type: first.type, ids, query })
  } catch (error) {
    // One that has just gone, or a query that the service no longer understands: neither keeps what is linked from going on.
    if (error instanceof ProviderError && error.kind === 'invalid') return null
    throw error
  }
}
