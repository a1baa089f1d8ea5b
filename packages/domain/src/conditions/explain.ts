import type { ASTNode } from '@marcbachmann/cel-js'
import { walk } from './ast.ts'
import { serialize } from './cel.ts'
import { type CompiledCondition, type Condition, compileCondition } from './condition.ts'
import type { EventSchema } from './event-schema.ts'
import { compileExpression, type Params } from './expression.ts'
import { conjuncts } from './indexable.ts'
import { printValue } from './print-value.ts'

/** One part (between `&&`) of a condition and how it went. */
export interface ConditionPart {
  readonly cel: string
  readonly matched: boolean
  /** Why it could not be told; null when it could. */
  readonly error: string | null
  /** The fields that it read, e.g. `{ 'event.to': '"started"' }`. */
  readonly values: Readonly<Record<string, string>>
}

/** Which parts of a condition an event does not meet, with the values it has instead. */
export function explainCondition(condition: Condition, schema: EventSchema, event: object): readonly ConditionPart[] {
  const whole = compileCondition(condition, schema)
  if (!whole.ok) return []
  const params = condition.params ?? {}
  return conjuncts(whole.expression.ast).map((part) => explainPart(part, schema, event, params))
}

/** The parts that an event does not meet, each in words: `event.to == "completed" is false: event.to is "started"`. */
export const unmetInWords = (parts: readonly ConditionPart[]): readonly string[] =>
  parts
    .filter((part) => !part.matched)
    .map(({ cel, error, values }) => {
      const read = Object.entries(values).map(([path, value]) => `${path} is ${value}`)
      return `${cel} is false${error ? ` (${error})` : ''}${read.length > 0 ? `: ${read.join(', ')}` : ''}`
    })

function explainPart(ast: ASTNode, schema: EventSchema, event: object, params: Params): ConditionPart {
  const cel = ast.input.slice(ast.start, ast.end)
  const part = compileCondition({ cel: serialize(ast), params }, schema)
  const { matched, error } = part.ok
    ? (part as CompiledCondition).test(event)
    : { matched: false, error: part.problems[0].message }
  const values: Record<string, string> = {}
  for (const path of pathsOf(ast)) {
    const compiled = compileExpression(path, [schema], 'any', params)
    if ('problems' in compiled) continue
    try {
      values[path] = printValue(compiled.expression.run(event, params), 'literal')
    } catch {
      values[path] = 'missing'
    }
  }
  return { cel, matched, error, values }
}

/** The longest chains of fields that start at `event` or `params`. */
function pathsOf(ast: ASTNode): ReadonlySet<string> {
  const found = new Set<string>()
  const inner = new Set<ASTNode>()
  for (const node of walk(ast)) {
    if (node.op !== '.' || inner.has(node)) continue
    let root: ASTNode = node
    while (root.op === '.') {
      root = root.args[0]
      inner.add(root)
    }
    if (root.op === 'id' && (root.args === 'event' || root.args === 'params')) found.add(serialize(node))
  }
  return found
}
