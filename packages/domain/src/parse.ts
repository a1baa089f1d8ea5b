import type * as z from 'zod'
import { AppError, type FieldProblem } from './errors.ts'

/** Schemas, JSON and Postgres walk nested values recursively: what is deeper could end them for want of stack. */
const mostLevels = 100

/**
 * Parses untrusted input.
 * @throws AppError `invalid_input` naming each wrong field, what was expected there and a stable code.
 */
export function parse<S extends z.ZodType>(
  schema: S,
  input: unknown,
  what: string,
  prefix: readonly PropertyKey[] = [],
): z.output<S> {
  if (isTooDeep(input)) {
    throw new AppError('invalid_input', `${what} is not valid: it is nested too deeply`, {
      fields: [{ path: toPath(prefix), expected: `at most ${mostLevels} levels`, code: 'too_deep' }],
    })
  }
  const parsed = schema.safeParse(input, { reportInput: false })
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap((issue) => toProblems(issue, prefix))
  const first = fields[0]
  throw new AppError(
    'invalid_input',
    `${what} is not valid${first ? `: ${first.path || '(root)'}: ${first.expected}` : ''}`,
    { fields },
  )
}

function toProblems(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: toPath([...prefix, ...issue.path, key]),
      expected: 'no such field',
      code: 'unknown_field',
    }))
  }
  if (issue.code === 'invalid_union') {
    const meant = meantOf(issue.errors)
    if (meant) return meant.flatMap((one) => toProblems(one, [...prefix, ...issue.path]))
  }
  return [{ path: toPath([...prefix, ...issue.path]), expected: issue.message, code: issue.code }]
}

/** Of several forms the one that was meant: whose names fit, so that only what is below them is wrong. */
function meantOf(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const fitting = forms.filter((issues) =>
    issues.every(
      (issue) => issue.path.length > 0 && !(issue.code === 'unrecognized_keys') && issue.message !== missing(issue),
    ),
  )
  return fitting.length === 1 ? fitting[0] : undefined
}

/** How it is said that nothing is there at all. */
const missing = (issue: z.core.$ZodIssue): string | undefined =>
  issue.path.length === 1 && issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? issue.message
    : undefined

const toPath = (path: readonly PropertyKey[]) => path.map(String).join('.')

function isTooDeep(input: unknown): boolean {
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return false
}
