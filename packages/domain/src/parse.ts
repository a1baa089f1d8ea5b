import type * as z from 'zod'
import { AppError, type FieldProblem } from './errors.ts'
import { didYouMean, expectedIn, missing } from './expected.ts'

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
    throw new AppError('invalid_input', `${what} ${isOrAre(what)} not valid: it is nested too deeply`, {
      fields: [{ path: toPath(prefix), expected: `at most ${mostLevels} levels`, code: 'too_deep' }],
    })
  }
  const parsed = schema.safeParse(input, { reportInput: false, error: expectedIn })
  if (parsed.success) return parsed.data
  const fields = problemsOf(parsed.error.issues, input, prefix)
  const first = fields[0]
  throw new AppError(
    'invalid_input',
    `${what} ${isOrAre(what)} not valid${first ? `: ${first.path || '(root)'}: ${first.expected}` : ''}`,
    { fields },
  )
}

const isOrAre = (what: string) => (/(credentials|settings)$/.test(what) ? 'are' : 'is')

/** Each wrong field of an input, from what the schema says of it. The issues are those of a parse with {@link expectedIn}. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  prefix: readonly PropertyKey[] = [],
): FieldProblem[] {
  return issues.flatMap((issue) => toProblems(issue, input, prefix))
}

function toProblems(issue: z.core.$ZodIssue, input: unknown, prefix: readonly PropertyKey[]): FieldProblem[] {
  const at = [...prefix, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ')
    return issue.keys.map((key) => ({
      path: toPath([...at, key]),
      expected: `no such field${didYouMean(key, known)}`,
      code: 'unknown_field',
    }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const value = valueAt(input, issue.path)
    const meant = meantOf(issue.errors, value)
    if (meant) return problemsOf(meant, value, at)
    return [{ path: toPath(at), expected: formsOf(issue.errors, value), code: issue.code }]
  }
  return [{ path: toPath(at), expected: issue.message, code: issue.code }]
}

type Form = readonly z.core.$ZodIssue[]

/** Of several forms the one that was meant: whose names fit, so that only what is below them is wrong; else the one with most of its names. */
function meantOf(forms: readonly Form[], value: unknown): Form | undefined {
  const fitting = forms.filter((issues) =>
    issues.every((issue) => issue.path.length > 0 && issue.code !== 'unrecognized_keys' && !isMissing(issue)),
  )
  if (fitting.length === 1) return fitting[0]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const names = Object.keys(value).length
  const known = (issues: Form) => names - issues.reduce((sum, issue) => sum + unknownNames(issue).length, 0)
  const candidates = forms.filter((issues) => !issues.some(isOfAnotherKind) && known(issues) > 0)
  const most = Math.max(...candidates.map(known))
  const best = candidates.filter((issues) => known(issues) === most)
  return best.length === 1 ? best[0] : undefined
}

/** What there could be instead: `a text, or an object with webhook (did you mean that?)`. */
function formsOf(forms: readonly Form[], value: unknown): string {
  const given = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const said = forms.map((issues) => {
    const other = issues.find(isOfAnotherKind)
    if (other) return other.message.replace(/, not .*$/, '')
    const names = issues.filter(isMissing).map(({ path }) => String(path[0]))
    return names.length > 0 ? `an object with ${names.join(' and ')}` : (issues[0]?.message ?? 'another value')
  })
  const wanted = forms.flatMap((issues) => issues.filter(isMissing).map(({ path }) => String(path[0])))
  const meant = given.map((name) => didYouMean(name, wanted)).find((one) => one !== '')
  return `${[...new Set(said)].join(', or ')}${meant ?? ''}`
}

const isOfAnotherKind = ({ path, code }: z.core.$ZodIssue): boolean => path.length === 0 && code !== 'unrecognized_keys'

const unknownNames = (issue: z.core.$ZodIssue): readonly string[] =>
  issue.path.length === 0 && issue.code === 'unrecognized_keys' ? issue.keys : []

const isMissing = (issue: z.core.$ZodIssue): boolean => issue.path.length === 1 && issue.message.endsWith(missing)

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path)
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
  return value
}

const toPath = (path: readonly PropertyKey[]) => path.map(String).join('.')

function isTooDeep(input: unknown): boolean {
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return false
}
