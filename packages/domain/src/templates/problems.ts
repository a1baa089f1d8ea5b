import { ConditionError } from '../conditions/index.ts'
import { AppError } from '../errors.ts'

/** What is wrong, and where in the template or its input. */
export const wrongAt = (path: string, expected: string, code = 'custom'): AppError =>
  new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code }] })

/** The same refusal, for what stands at a place. */
export const placedAt = (path: string, error: AppError): AppError => {
  const fields = error.fields.map((field) => ({ ...field, path: field.path === '' ? path : `${path}.${field.path}` }))
  return new AppError(error.code, `${path}: ${error.message}`, { fields, details: error.details, cause: error })
}

/** Does what may fail for what stands at a place in a template, and says the place. */
export function placedError<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError) throw placedAt(path, error)
    const message = error instanceof Error ? error.message : String(error)
    const [problem] = error instanceof ConditionError ? error.problems : []
    const fields = [{ path, expected: problem?.expected ?? message, code: problem?.code ?? 'no_value' }]
    throw new AppError('invalid_condition', `${path}: ${message}`, { fields, cause: error })
  }
}
