import { usesComprehension, usesMatches } from './ast.ts'
import { limits } from './environment.ts'
import type { EventSchema, Variables } from './event-schema.ts'
import { sizeOf } from './event-size.ts'
import { compileExpression, type Expression, type Params, parseSource } from './expression.ts'
import { ConditionError, type ConditionProblem, undecided } from './problem.ts'

/** A condition as data: CEL with `event` (and, in waits, `params`) as its roots. */
export interface Condition {
  readonly cel: string
  /** Values of `params.<name>`; plain JSON. */
  readonly params?: Params
}

/** What evaluating a condition gave. `error` says why it could not be told; then it did not match. */
export interface Evaluation {
  readonly matched: boolean
  readonly error: string | null
}

export interface CompiledCondition {
  readonly ok: true
  readonly problems: readonly []
  readonly cel: string
  readonly expression: Expression
  /**
   * True when the event meets the condition. Never throws: an event for which it cannot be told (null compared with `<`, a missing
   * key without `.?` or `has()`, a list that is too long) does not meet it. Some 0.5 µs for two fields.
   */
  evaluate(event: object, params?: Params): boolean
  /** The same with the reason. */
  test(event: object, params?: Params, variables?: Variables): Evaluation
}

export interface RejectedCondition {
  readonly ok: false
  readonly problems: readonly [ConditionProblem, ...ConditionProblem[]]
}

/**
 * Checks a condition against the schemas of all event types for which it is meant, and compiles it. Do this when it is saved or
 * loaded, not for every event.
 */
export function compileCondition(
  condition: Condition,
  ...schemas: readonly EventSchema[]
): CompiledCondition | RejectedCondition {
  const compiled = compileExpression(condition.cel, schemas, 'bool', condition.params)
  if ('problems' in compiled) {
    const [first, ...rest] = compiled.problems
    if (!first) throw new Error('a rejected condition has a problem')
    return { ok: false, problems: [first, ...rest] }
  }
  const { expression } = compiled
  const own = condition.params ?? {}
  const test = (event: object, params: Params = own, variables: Variables = {}): Evaluation => {
    if (expression.comprehension && sizeOf(event).list > limits.listLength) {
      return { matched: false, error: `a list of the event has more than ${limits.listLength} elements` }
    }
    try {
      return { matched: expression.run(event, params, variables) === true, error: null }
    } catch (error) {
      return { matched: false, error: undecided(error) }
    }
  }
  return {
    ok: true,
    problems: [],
    cel: condition.cel,
    expression,
    test,
    evaluate: (event, params) => test(event, params).matched,
  }
}

/** @throws ConditionError */
export function requireCondition(condition: Condition, ...schemas: readonly EventSchema[]): CompiledCondition {
  const compiled = compileCondition(condition, ...schemas)
  if (!compiled.ok) throw new ConditionError(condition.cel, compiled.problems)
  return compiled
}

/** True for a condition whose cost grows with the event: evaluate it where it can be ended (a comprehension, `matches`). */
export function isExpensive(condition: Condition): boolean {
  const parsed = parseSource(condition.cel)
  if (!('ast' in parsed)) throw new ConditionError(condition.cel, parsed.problems)
  return usesComprehension(parsed.ast) || usesMatches(parsed.ast)
}
