import { type ConditionProblem, compileCondition, compileTemplate, eventSchemaFor } from '../../conditions/index.ts'
import { AppError } from '../../errors.ts'

/** @throws AppError `invalid_condition` naming what is wrong in the condition, and where */
export function checkCondition(cel: string, eventTypes: readonly string[], path: string): void {
  const compiled = compileCondition({ cel }, ...eventTypes.map(eventSchemaFor))
  if (!compiled.ok) throw refuse(compiled.problems, path)
}

/** @throws AppError `invalid_condition` naming what is wrong in the text’s expressions */
export function checkTemplate(text: string, eventTypes: readonly string[], path: string): void {
  const compiled = compileTemplate(text, ...eventTypes.map(eventSchemaFor))
  if (!compiled.ok) throw refuse(compiled.problems, path)
}

function refuse(problems: readonly ConditionProblem[], path: string): AppError {
  const fields = problems.map((problem) => ({
    path,
    expected: `line ${problem.line}, column ${problem.column}: ${problem.message}${problem.expected ? `; expected ${problem.expected}` : ''}`,
    code: problem.code,
  }))
  return new AppError('invalid_condition', `${path}: ${fields[0]?.expected}`, { fields })
}
