import { AppError } from '@orchestrator/domain'

/**
 * Lost races: somebody else took the id or the name, deleted what this refers to, began to refer to what this deletes, or two
 * transactions waited for each other. Looking again tells which.
 */
const races = new Set(['23505', '23503', '23514', '40001', '40P01'])

/** The database is there but cannot take this now. */
const unavailable = new Set(['53100', '53200', '53300', '57P01', '57P02', '57P03', '25006', '58030'])

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** A statement that was refused only because one before it in its transaction failed. */
export const isAftermath = (error: unknown): boolean => codeOf(error) === '25P02'

export const isRetryable = (error: unknown): boolean => races.has(codeOf(error))

/** The database is away, or cannot take anything now; nothing is known of what was under way. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  return (
    unavailable.has(code) ||
    code.startsWith('08') ||
    /^(CONNECTION|CONNECT_|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)/.test(code)
  )
}

/** What the database refused, in the product's own terms. Its own message stays in `cause`, for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === '23505') return new AppError('already_exists', 'something with this id or name exists', { cause: error })
  if (code === '23503')
    return new AppError('not_found', 'something that this refers to does not exist', { cause: error })
  if (code.startsWith('22'))
    return new AppError('invalid_input', 'a value cannot be stored, e.g. text with a NUL character', { cause: error })
  if (isLost(error)) return new AppError('unavailable', 'the database does not answer now; try again', { cause: error })
  return new AppError('internal', 'the database refused the change', { cause: error })
}
