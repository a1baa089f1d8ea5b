import type { ASTNode, ParseResult } from '@marcbachmann/cel-js'
import { usesComprehension, walk } from './ast.ts'
import { CelTypeError, EvaluationError, ParseError } from './cel.ts'
import { checkFields } from './check-fields.ts'
import { checkGrowth, checkStructure } from './check-structure.ts'
import { closest } from './closest.ts'
import { environmentFor, limits, linearMatches, syntaxEnvironment } from './environment.ts'
import type { EventSchema, Variables } from './event-schema.ts'
import { type ConditionProblem, type ConditionProblemCode, problemAt } from './problem.ts'

/** A CEL expression, checked and compiled for a set of event types. */
export interface Expression {
  readonly ast: ASTNode
  readonly comprehension: boolean
  /** @throws EvaluationError where CEL does: a missing key, null where a value is needed, … */
  run(event: object, params: object, variables?: Variables): unknown
}

export type Params = Readonly<Record<string, unknown>>

/** @param params names that `params.` may use; undefined: any */
export function compileExpression(
  source: string,
  schemas: readonly EventSchema[],
  expect: 'bool' | 'any',
  params: object | undefined,
): { expression: Expression } | { problems: ConditionProblem[] } {
  const parsed = parseSource(source)
  if (!('ast' in parsed)) return parsed
  const { ast } = parsed
  const structure = checkStructure(source, ast)
  if (structure.length > 0) return { problems: structure }

  const checks = schemas.map((schema) => checkFields(source, ast, schema, params))
  const hard = checks.flatMap((check) => check.hard)
  if (hard.length > 0) return { problems: distinct(hard) }
  const soft = checks.map((check) => check.soft)
  const everywhere = (soft[0] ?? []).filter((one) =>
    soft.every((of) => of.some((other) => other.start === one.start && other.end === one.end)),
  )
  if (everywhere.length > 0) return { problems: distinct(everywhere) }

  const runs = new Map<string, (event: object, params: object, variables: Variables) => unknown>()
  const linear = callLinear(source, ast)
  for (const schema of schemas) {
    const { env, adapt, adaptVariables } = environmentFor(schema)
    const program = env.parse(linear)
    const typed = checkTypes(source, program, expect, ['event', 'params', ...Object.keys(schema.variables ?? {})])
    if (typed.length > 0) return { problems: typed }
    runs.set(
      schema.type,
      schema.variables
        ? (event, values, variables) => program({ ...adaptVariables(variables), event: adapt(event), params: values })
        : (event, values) => program({ event: adapt(event), params: values }),
    )
  }
  const only = schemas.length === 1 ? runs.get(schemas[0]?.type ?? '') : undefined
  const run = (event: object, values: object, variables: Variables = {}): unknown => {
    const one = runs.get((event as { type?: string }).type ?? '') ?? only
    if (!one)
      throw new EvaluationError(`the condition is not for events of type ${String((event as { type?: unknown }).type)}`)
    return one(event, values, variables)
  }
  return { expression: { ast, comprehension: usesComprehension(ast), run } }
}

export function parseSource(source: string): { ast: ASTNode } | { problems: ConditionProblem[] } {
  if (source.length > limits.sourceLength) {
    const message = `a condition may have ${limits.sourceLength} characters, this one has ${source.length}`
    return { problems: [problemAt(source, { start: limits.sourceLength, end: source.length }, 'too_long', message)] }
  }
  try {
    return { ast: syntaxEnvironment.parse(source).ast }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const range = error.range ?? { start: 0, end: source.length }
    const limit = error.code === 'limit_exceeded'
    return {
      problems: [
        problemAt(
          source,
          range,
          limit ? 'too_complex' : 'syntax',
          limit ? `too complex: ${error.summary}` : error.summary,
        ),
      ],
    }
  }
}

const codes: Readonly<Record<string, ConditionProblemCode>> = {
  unknown_variable: 'unknown_variable',
  no_such_key: 'unknown_field',
  no_matching_overload: 'unknown_function',
}

function checkTypes(
  source: string,
  program: ParseResult,
  expect: 'bool' | 'any',
  roots: readonly string[],
): ConditionProblem[] {
  const checked = program.check()
  if (!checked.valid) {
    const error = checked.error
    if (!(error instanceof CelTypeError || error instanceof ParseError)) throw error
    const unknown = error.code === 'unknown_variable'
    const expected = unknown ? roots.join(' or ') : null
    const similar =
      unknown && error.range ? closest(source.slice(error.range.start, error.range.end), roots) : undefined
    const hint = similar ? `; did you mean ${similar}?` : ''
    const message = error.summary.replaceAll(linearMatches, 'matches') + hint
    return [
      problemAt(
        source,
        error.range ?? { start: 0, end: source.length },
        codes[error.code] ?? 'wrong_type',
        message,
        expected,
      ),
    ]
  }
  if (expect === 'bool' && checked.type !== 'bool' && checked.type !== 'dyn') {
    return [
      problemAt(
        source,
        { start: 0, end: source.length },
        'not_boolean',
        `a condition is true or false; this is ${checked.type?.startsWith('Event') ? 'an object' : checked.type}`,
        'true or false',
      ),
    ]
  }
  return checkGrowth(source, program.ast)
}

/** The source with `matches` replaced by our linear-time function. */
function callLinear(source: string, ast: ASTNode): string {
  let text = source
  for (const node of walk(ast)) {
    if (node.op !== 'rcall' || node.args[0] !== 'matches') continue
    const from = node.args[1].end
    const found = /^(?:[\s)]|\/\/[^\n]*\n)*\.(?:\s|\/\/[^\n]*\n)*matches/.exec(source.slice(from))
    if (!found) throw new Error('matches() is not where its receiver ends')
    const end = from + found[0].length
    text = text.slice(0, end - linearMatches.length) + linearMatches + text.slice(end)
  }
  return text
}

function distinct(problems: readonly ConditionProblem[]): ConditionProblem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.start}:${problem.end}:${problem.message}`, problem])).values(),
  ]
}
