import { AppError } from '../../errors.ts'
import { aKind } from './a-kind.ts'

/** The refusal of a row whose id another row has. */
export const idTaken = (kind: string): AppError =>
  new AppError('already_exists', `${aKind(kind)} with this id exists`, {
    fields: [{ path: 'id', expected: 'an id that is not taken', code: 'already_exists' }],
  })
