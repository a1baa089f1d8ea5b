import type { ASTNode } from '@marcbachmann/cel-js'
import { pathFrom } from './ast.ts'
import type { Condition } from './condition.ts'
import { parseSource } from './expression.ts'
import { ConditionError } from './problem.ts'

/** A part of a condition by which it can be found in a hash index: unless it holds, the condition does not. */
export interface IndexableEquality {
  /** `equals`: the field has this value. `contains`: the list (or map) of the field has this element (or key). */
  readonly kind: 'equals' | 'contains'
  /** Fields below `event`, e.g. `['task', 'id']`. */
  readonly path: readonly string[]
  readonly value: string | number | boolean
}

/** The parts `path == constant` and `constant in path` which a condition demands beside all others (`&&`). Params count as constants. */
export function indexableEqualities(condition: Condition): readonly IndexableEquality[] {
  const parsed = parseSource(condition.cel)
  if (!('ast' in parsed)) throw new ConditionError(condition.cel, parsed.problems)
  return conjuncts(parsed.ast).flatMap((node): IndexableEquality[] => {
    if (node.op === '==') {
      const [left, right] = node.args
      return equality('equals', left, right) ?? equality('equals', right, left) ?? []
    }
    if (node.op === 'in') return equality('contains', node.args[1], node.args[0]) ?? []
    return []
  })

  function equality(
    kind: IndexableEquality['kind'],
    field: ASTNode,
    constant: ASTNode,
  ): IndexableEquality[] | undefined {
    const path = pathFrom('event', field)
    const value = constantOf(constant)
    return path && path.length > 0 && value !== undefined ? [{ kind, path, value }] : undefined
  }

  function constantOf(node: ASTNode): string | number | boolean | undefined {
    const param = pathFrom('params', node)
    const [name] = param ?? []
    const value =
      param?.length === 1 && name !== undefined ? condition.params?.[name] : node.op === 'value' ? node.args : undefined
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
  }
}

/** The parts that all have to hold. */
export function conjuncts(ast: ASTNode): readonly ASTNode[] {
  return ast.op === '&&' ? [...conjuncts(ast.args[0]), ...conjuncts(ast.args[1])] : [ast]
}
