import { comprehensionOf, isField, isMatches, walk } from './ast.ts'
import { limits } from './environment.ts'
import type { EventSchema, Variables } from './event-schema.ts'
import { sizeOf } from './event-size.ts'
import { compileExpression, type Expression, type Params } from './expression.ts'
import { plainValue, printValue } from './print-value.ts'
import { ConditionError, type ConditionProblem, problemAt, undecided } from './problem.ts'

/** Longest text that a template may give. */
const maximumLength = 100_000

export interface CompiledTemplate {
  readonly ok: true
  readonly problems: readonly []
  readonly expressions: readonly Expression[]
  /** @throws Error naming the expression that has no value for this event */
  render(event: object, params?: Params, variables?: Variables): string
  /** Plain JSON: of a text that is one expression its value (a number stays one), else the text. @throws as `render` */
  value(event: object, variables?: Variables): unknown
}

type Part = { readonly text: string } | { readonly source: string; readonly expression: Expression }

/** Compiles text with CEL in double braces, e.g. `Follow up: {{event.task.title}}`. null prints as nothing, a list with commas. */
export function compileTemplate(
  text: string,
  ...schemas: readonly EventSchema[]
): CompiledTemplate | { readonly ok: false; readonly problems: readonly ConditionProblem[] } {
  const parts: Part[] = []
  const problems: ConditionProblem[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    if (open < 0) break
    const close = closingBraces(text, open + 2)
    if (close < 0) {
      problems.push(problemAt(text, { start: open, end: text.length }, 'syntax', '{{ is never closed', '}}'))
      break
    }
    parts.push({ text: text.slice(at, open) })
    const source = text.slice(open + 2, close)
    const compiled = compileExpression(source, schemas, 'any', undefined)
    const found = 'expression' in compiled ? checkCost(source, compiled.expression) : compiled.problems
    problems.push(
      ...found.map((one) =>
        problemAt(text, { start: one.start + open + 2, end: one.end + open + 2 }, one.code, one.message, one.expected),
      ),
    )
    if ('expression' in compiled) parts.push({ source: source.trim(), expression: compiled.expression })
    at = close + 2
  }
  if (problems.length > 0) return { ok: false, problems }
  parts.push({ text: text.slice(at) })
  const expressions = parts.flatMap((part) => ('expression' in part ? part.expression : []))
  const [only, ...others] = parts.filter((part) => !isBlank(part))
  return {
    ok: true,
    problems: [],
    expressions,
    render: (event, params = {}, variables = {}) => render(parts, event, params, variables),
    value: (event, variables = {}) =>
      only && 'expression' in only && others.length === 0
        ? plainValue(evaluate(only, event, {}, variables))
        : render(parts, event, {}, variables),
  }
}

/** Conditions are evaluated where one that takes too long can be ended; templates are not, so they have none of what can. */
export function checkCost(source: string, { ast }: Expression, where = 'in a template'): ConditionProblem[] {
  return [...walk(ast)].flatMap((node) => {
    const what = comprehensionOf(node) ? 'a comprehension (all, exists, map, filter)' : isMatches(node) && 'matches()'
    if (!what) return []
    const expected = 'a condition of the rule, or a playbook'
    return [problemAt(source, node.range, 'not_allowed', `${what} may not stand ${where}`, expected)]
  })
}

/**
 * Renders a template at once. Compile it instead where it is used for many events.
 * @throws ConditionError when it cannot be compiled
 */
export function renderTemplate(
  text: string,
  environment: { readonly event: object; readonly params?: Params; readonly schema: EventSchema },
): string {
  const compiled = compileTemplate(text, environment.schema)
  if (!compiled.ok) throw new ConditionError(text, compiled.problems)
  return compiled.render(environment.event, environment.params)
}

const isBlank = (part: Part) => 'text' in part && part.text.trim() === ''

function render(parts: readonly Part[], event: object, params: Params, variables: Variables): string {
  let out = ''
  for (const part of parts) {
    if ('text' in part) out += part.text
    else out += printValue(evaluate(part, event, params, variables), 'text')
    if (out.length > maximumLength) throw new Error(`a template may give ${maximumLength} characters`)
  }
  return out
}

function evaluate(
  { source, expression }: Extract<Part, { expression: unknown }>,
  event: object,
  params: Params,
  variables: Variables,
): unknown {
  try {
    if (!isField(expression.ast)) for (const value of [event, ...Object.values(variables)]) checkSize(value)
    return expression.run(event, params, variables)
  } catch (error) {
    throw new Error(`{{${source}}} has no value for this event: ${undecided(error)}`, { cause: error })
  }
}

/** What only names a field costs nothing; all else goes through texts and lists, perhaps many times. */
export function checkSize(event: unknown): void {
  if (typeof event !== 'object' || event === null) return
  const { list, text } = sizeOf(event)
  if (list > limits.listLength) throw new Error(`a list of the event has more than ${limits.listLength} elements`)
  if (text > maximumLength) throw new Error(`a text of the event has more than ${maximumLength} characters`)
}

/** Where the braces close, leaving out those inside quotes. */
export function closingBraces(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quote) {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '}' && text[at + 1] === '}') return at
  }
  return -1
}
