/** Stable codes of what can be wrong with a condition or template. */
export type ConditionProblemCode =
  | 'syntax'
  | 'too_long'
  | 'too_complex'
  | 'not_allowed'
  | 'unknown_field'
  | 'unknown_param'
  | 'unknown_variable'
  | 'unknown_function'
  | 'wrong_value'
  | 'wrong_type'
  | 'invalid_regular_expression'
  | 'not_boolean'

/** One thing that is wrong, and where in the source. */
export interface ConditionProblem {
  readonly code: ConditionProblemCode
  /** For people; one line. */
  readonly message: string
  /** What would be right there, e.g. `one of backlog, started, completed`; null when there is nothing to name. */
  readonly expected: string | null
  /** Offsets into the source, in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** A condition or template that cannot be compiled. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError'
  readonly problems: readonly ConditionProblem[]
  readonly source: string

  constructor(source: string, problems: readonly ConditionProblem[]) {
    super(problems.map((problem) => `${problem.message} (line ${problem.line}, column ${problem.column})`).join('\n'))
    this.source = source
    this.problems = problems
  }
}

export function problemAt(
  source: string,
  range: { readonly start: number; readonly end: number },
  code: ConditionProblemCode,
  message: string,
  expected: string | null = null,
): ConditionProblem {
  const before = source.slice(0, range.start)
  const line = before.split('\n').length
  return {
    code,
    message,
    expected,
    start: range.start,
    end: Math.max(range.start, range.end),
    line,
    column: range.start - before.lastIndexOf('\n'),
  }
}

/** Why an evaluation could not be decided, in words. */
export function undecided(error: unknown): string {
  const summary = (error as { readonly summary?: string }).summary ?? (error as Error).message
  const missing = /no such overload:.*\bnull\b|matching overload for '(?:dyn<)?null/.test(summary)
  return missing ? 'a field of it is null where a value is needed' : summary.replaceAll('matchRe', 'matches')
}
