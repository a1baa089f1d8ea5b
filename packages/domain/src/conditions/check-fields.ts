import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf, comprehensionOf } from './ast.ts'
import { closest } from './closest.ts'
import { describeType, type EventSchema, type FieldType } from './event-schema.ts'
import { type ConditionProblem, problemAt } from './problem.ts'

type Scope = Readonly<Record<string, FieldType>>
const any: FieldType = { t: 'any' }

/**
 * Checks fields, choices and nullable fields against an event's schema. CEL's own check knows neither choices nor "text or null",
 * and does not say what would have been right.
 * @param soft collects fields that are missing where that is allowed (`.?`, `has()`): a problem only if no event type has them
 */
export function checkFields(
  source: string,
  ast: ASTNode,
  schema: EventSchema,
  params: object | undefined,
): { hard: ConditionProblem[]; soft: ConditionProblem[] } {
  const hard: ConditionProblem[] = []
  const soft: ConditionProblem[] = []
  visit(ast, { ...schema.variables, event: schema.event, params: paramTypes(params) })
  return { hard, soft }

  /** Visits a node and answers its type where it is a field. */
  function visit(node: ASTNode, scope: Scope): FieldType {
    const comprehension = comprehensionOf(node)
    if (comprehension) {
      const range = visit(comprehension.range, scope)
      const item = range.t === 'list' ? range.of : range.t === 'map' ? ({ t: 'string' } as const) : any
      for (const part of comprehension.body) visit(part, { ...scope, [comprehension.variable]: item })
      return any
    }
    switch (node.op) {
      case 'id':
        return scope[node.args] ?? any
      case '.':
        return field(node, visit(node.args[0], scope), node.args[1], hard)
      case '.?':
        return field(node, visit(node.args[0], scope), node.args[1], soft)
      case '[]': {
        const [object, index] = node.args
        const type = visit(object, scope)
        visit(index, scope)
        if (index.op === 'value' && typeof index.args === 'string') return field(node, type, index.args, hard)
        return type.t === 'list' || type.t === 'map' ? type.of : any
      }
      case 'call':
        if (node.args[0] === 'has' && node.args[1][0]?.op === '.') {
          const [object, name] = node.args[1][0].args
          field(node.args[1][0], visit(object, scope), name, soft)
          return any
        }
        for (const argument of node.args[1]) visit(argument, scope)
        return any
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const [left, right] = node.args
        const leftType = visit(left, scope)
        const rightType = visit(right, scope)
        if (isLiteral(right)) compare(left, leftType, right, node.op)
        else if (isLiteral(left)) compare(right, rightType, left, node.op)
        return any
      }
      case 'in': {
        const [left, right] = node.args
        const leftType = visit(left, scope)
        const rightType = visit(right, scope)
        if (right.op === 'list') for (const item of right.args) if (isLiteral(item)) compare(left, leftType, item, '==')
        if (rightType.t === 'list' && isLiteral(left)) compare(right, rightType.of, left, '==')
        return any
      }
      default:
        for (const child of childrenOf(node)) visit(child, scope)
        return any
    }
  }

  function field(node: ASTNode, object: FieldType, name: string, problems: ConditionProblem[]): FieldType {
    if (object.t === 'map') return object.of
    if (object.t !== 'object') return any
    const type = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined
    if (type) return type
    const names = Object.keys(object.fields)
    const similar = closest(name, names)
    const written = source.slice(node.start, node.end)
    const owner = written === `params.${name}` ? 'params' : schema.type
    const text =
      owner === 'params'
        ? `there is no param ${name}`
        : rootOf(node) === 'event'
          ? `${owner} has no field ${written}`
          : `there is no ${written}`
    const expected = names.length === 0 ? null : `one of ${names.join(', ')}`
    problems.push(
      problemAt(
        source,
        node.range,
        owner === 'params' ? 'unknown_param' : 'unknown_field',
        similar ? `${text}; did you mean ${similar}?` : text,
        expected,
      ),
    )
    return any
  }

  function compare(node: ASTNode, type: FieldType, literal: ASTNode & { op: 'value' }, operator: string): void {
    const value = literal.args
    const name = source.slice(node.start, node.end)
    if (value === null) {
      if (operator !== '==' && operator !== '!=')
        hard.push(
          problemAt(source, literal.range, 'wrong_type', `nothing is greater or less than null`, describeType(type)),
        )
      else if (!type.nullable && !type.optional && type.t !== 'any') {
        hard.push(problemAt(source, literal.range, 'wrong_type', `${name} is never null`, describeType(type)))
      }
      return
    }
    if (type.t === 'string' && type.enum && typeof value === 'string' && !type.enum.includes(value)) {
      const similar = closest(value, type.enum)
      const message = `${name} is never ${JSON.stringify(value)}${similar ? `; did you mean ${JSON.stringify(similar)}?` : ''}`
      hard.push(problemAt(source, literal.range, 'wrong_value', message, describeType(type)))
      return
    }
    if (!fits(type, value)) {
      hard.push(
        problemAt(
          source,
          literal.range,
          'wrong_type',
          `${name} is ${describeType(type)}, not ${source.slice(literal.start, literal.end)}`,
          describeType(type),
        ),
      )
    }
  }
}

function rootOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args
  return node.op === '.' || node.op === '.?' || node.op === '[]' ? rootOf(node.args[0]) : undefined
}

function isLiteral(node: ASTNode): node is ASTNode & { op: 'value' } {
  return node.op === 'value'
}

function fits(type: FieldType, value: unknown): boolean {
  switch (type.t) {
    case 'any':
      return true
    case 'string':
    case 'date':
      return typeof value === 'string'
    case 'int':
    case 'double':
      return typeof value === 'bigint' || typeof value === 'number'
    case 'bool':
      return typeof value === 'boolean'
    default:
      return false
  }
}

function paramTypes(params: object | undefined): FieldType {
  if (!params) return { t: 'map', of: any }
  return { t: 'object', fields: Object.fromEntries(Object.keys(params).map((name) => [name, any])) }
}
