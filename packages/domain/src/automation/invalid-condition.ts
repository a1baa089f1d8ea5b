import type { ConditionProblem } from '../conditions/index.ts'
import { AppError } from '../errors.ts'

/** What is wrong with a condition or template, as a refusal that names its field. */
export function invalidCondition(problems: readonly ConditionProblem[], path: string): AppError {
  const fields = problems.map((problem) => ({
    path,
    expected: `line ${problem.line}, column ${problem.column}: ${problem.message}${problem.expected ? `; expected ${problem.expected}` : ''}`,
    code: problem.code,
  }))
  return new AppError('invalid_condition', `${path}: ${fields[0]?.expected}`, { fields })
}
