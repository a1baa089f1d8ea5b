import { AppError, type FieldProblem, storableText } from '@orchestrator/domain'
import { toAppError } from './database-errors.ts'
import type { PreparedRequest } from './prepare.ts'

/** The same as {@link toAppError}; of text that the database does not take it says where it stands in the request. */
export function refusalOf(error: unknown, { prepared }: Pick<PreparedRequest, 'prepared'>): AppError {
  const refusal = toAppError(error)
  if (error instanceof AppError || refusal.code !== 'invalid_input') return refusal
  const fields = prepared.flatMap(({ data }, index) =>
    unstorableIn(data, prepared.length > 1 ? ['commands', String(index), 'data'] : []),
  )
  const [first] = fields
  if (!first) return refusal
  return new AppError('invalid_input', `${first.path}: ${first.expected}`, { fields, cause: error })
}

/** Looked for only once the database has refused: a walk through every text of every request would cost more than that. */
function unstorableIn(value: unknown, path: readonly string[]): FieldProblem[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [problem(path)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) =>
    isStorable(key)
      ? unstorableIn(part, [...path, key])
      : [problem([...path, key.replaceAll('\0', '').toWellFormed()])],
  )
}

const isStorable = (text: string) => storableText(text) === text

const problem = (path: readonly string[]): FieldProblem => ({
  path: path.join('.'),
  expected: 'text without NUL and without half a character (a surrogate that stands alone)',
  code: 'unstorable_text',
})
