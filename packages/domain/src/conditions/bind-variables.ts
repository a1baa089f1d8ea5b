import type { ASTNode } from '@marcbachmann/cel-js'
import { comprehensionOf, pathFrom, walk } from './ast.ts'
import { closest } from './closest.ts'
import type { EventSchema } from './event-schema.ts'
import { parseSource } from './expression.ts'
import { printValue } from './print-value.ts'
import { ConditionError, type ConditionProblem, problemAt } from './problem.ts'
import { closingBraces, renderTemplate } from './template.ts'

/** The values of a template's variables; null: it has none. */
export type VariableValues = Readonly<Record<string, string | number | boolean | null>>

const root = 'variables'

/** No event: of what is rendered, nothing but variables may be read. */
const nothing: EventSchema = { type: 'the template', event: { t: 'object', fields: {} } }

/**
 * Text whose `{{…}}` read variables, with their values in it.
 * @throws ConditionError when an expression is wrong; Error when it has no value
 */
export function renderVariables(text: string, values: VariableValues): string {
  return eachExpression(text, (source, plain) => {
    if (plain !== undefined) return printValue(valueIn(values, plain, source), 'text')
    return renderTemplate(`{{${bindCondition(source, values)}}}`, { event: {}, schema: nothing })
  })
}

/**
 * Text with the values of variables in it, in which all other expressions stay: what comes out is a template of its own.
 * @throws ConditionError
 */
export function bindTemplate(text: string, values: VariableValues): string {
  return eachExpression(text, (source, plain) => {
    const printed = plain === undefined ? undefined : printValue(valueIn(values, plain, source), 'text')
    return printed === undefined || printed.includes('{{') ? `{{${bindCondition(source, values)}}}` : printed
  })
}

/**
 * A condition with the values of variables in place of `variables.name`.
 * @throws ConditionError
 */
export function bindCondition(source: string, values: VariableValues): string {
  const parsed = parseSource(source)
  if (!('ast' in parsed)) throw new ConditionError(source, parsed.problems)
  let bound = source
  for (const { node, name } of reads(parsed.ast, source).sort((a, b) => b.node.start - a.node.start)) {
    const value = valueIn(values, name, source, node)
    const literal = printValue(value, 'literal')
    bound = bound.slice(0, node.start) + (literal.startsWith('-') ? `(${literal})` : literal) + bound.slice(node.end)
  }
  return bound
}

/** Text that a template shows as it is, whatever stands in it. */
export const escapeTemplate = (text: string): string => text.replaceAll('{{', '{{"{{"}}')

/** Every `variables.name` of an expression. @throws ConditionError for another use of `variables` */
function reads(ast: ASTNode, source: string): { node: ASTNode; name: string }[] {
  const nodes = [...walk(ast)]
  const found = nodes.flatMap((node) => {
    const path = node.op === '.' || node.op === '[]' ? pathFrom(root, node) : undefined
    return path?.length === 1 && path[0] !== undefined ? [{ node, name: path[0] }] : []
  })
  const whole = nodes.filter((node) => node.op === 'id' && node.args === root)
  const shadowed = nodes.find((node) => comprehensionOf(node)?.variable === root)
  const stray = shadowed ?? whole.find((node) => !found.some((one) => one.node.start === node.start))
  if (!stray) return found
  const problem = problemAt(source, stray.range, 'unknown_variable', 'variables are read one by one', 'variables.name')
  throw new ConditionError(source, [problem])
}

function valueIn(values: VariableValues, name: string, source: string, node?: ASTNode): VariableValues[string] {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value !== undefined) return value
  throw new ConditionError(source, [unknownVariable(values, name, source, node)])
}

function unknownVariable(values: VariableValues, name: string, source: string, node?: ASTNode): ConditionProblem {
  const names = Object.keys(values)
  const similar = closest(name, names)
  const text = `there is no variable ${name}`
  const range = node?.range ?? { start: 0, end: source.length }
  const expected = names.length === 0 ? null : `one of ${names.join(', ')}`
  return problemAt(source, range, 'unknown_variable', similar ? `${text}; did you mean ${similar}?` : text, expected)
}

/** @param replace gets what stands in the braces, and the name when that is nothing but a variable */
function eachExpression(text: string, replace: (source: string, plain: string | undefined) => string): string {
  let out = ''
  let at = 0
  for (;;) {
    const open = text.indexOf('{{', at)
    if (open < 0) return out + text.slice(at)
    const close = closingBraces(text, open + 2)
    if (close < 0) {
      const problem = problemAt(text, { start: open, end: text.length }, 'syntax', '{{ is never closed', '}}')
      throw new ConditionError(text, [problem])
    }
    const source = text.slice(open + 2, close)
    const plain = /^\s*variables\.([A-Za-z_]\w*)\s*$/.exec(source)?.[1]
    out += text.slice(at, open) + replace(source, plain)
    at = close + 2
  }
}
