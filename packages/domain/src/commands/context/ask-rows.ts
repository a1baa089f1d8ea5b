import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'
import { aKind } from './a-kind.ts'

type RowQuestions = Pick<CommandContext, 'find' | 'findBy' | 'all' | 'get'>

/** What decisions may ask of the rows at hand, wherever these are kept. */
export function askRows(rows: Pick<CommandContext, 'all'> & { byId: CommandContext['find'] }): RowQuestions {
  const find: CommandContext['find'] = (kind, id) => (id ? rows.byId(kind, id) : undefined)
  return {
    find,
    findBy: (kind, match) =>
      rows.all(kind).find((row) => Object.entries(match).every(([field, value]) => row[field as never] === value)),
    all: (kind) => rows.all(kind),
    get(kind, id, field) {
      const row = find(kind, id)
      if (row) return row
      const fields = field
        ? [{ path: field, expected: `the id of ${aKind(kind)} of this workspace`, code: 'not_found' }]
        : []
      throw new AppError('not_found', `there is no ${kind.replaceAll('_', ' ')} ${id}`, { fields })
    },
  }
}
