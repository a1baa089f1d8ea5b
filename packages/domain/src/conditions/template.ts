import type { EventSchema } from './event-schema.ts'
import { compileExpression, type Expression, type Params } from './expression.ts'
import { printValue } from './print-value.ts'
import { ConditionError, type ConditionProblem, problemAt, undecided } from './problem.ts'

/** Longest text that a template may give. */
const maximumLength = 100_000

export interface CompiledTemplate {
  readonly ok: true
  readonly problems: readonly []
  /** @throws Error naming the expression that has no value for this event */
  render(event: object, params?: Params): string
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
    if ('expression' in compiled) parts.push({ source: source.trim(), expression: compiled.expression })
    else
      problems.push(
        ...compiled.problems.map((one) =>
          problemAt(
            text,
            { start: one.start + open + 2, end: one.end + open + 2 },
            one.code,
            one.message,
            one.expected,
          ),
        ),
      )
    at = close + 2
  }
  if (problems.length > 0) return { ok: false, problems }
  parts.push({ text: text.slice(at) })
  return { ok: true, problems: [], render: (event, params = {}) => render(parts, event, params) }
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

function render(parts: readonly Part[], event: object, params: Params): string {
  let out = ''
  for (const part of parts) {
    if ('text' in part) out += part.text
    else {
      try {
        out += printValue(part.expression.run(event, params), 'text')
      } catch (error) {
        throw new Error(`{{${part.source}}} has no value for this event: ${undecided(error)}`, { cause: error })
      }
    }
    if (out.length > maximumLength) throw new Error(`a template may give ${maximumLength} characters`)
  }
  return out
}

/** Where the braces close, leaving out those inside quotes. */
function closingBraces(text: string, from: number): number {
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
