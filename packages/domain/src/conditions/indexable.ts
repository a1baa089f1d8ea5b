import type { ASTNode } from '@marcbachmann/cel-js'
import { pathFrom } from './ast.ts'
import type { Condition } from './condition.ts'
import { parseSource } from './expression.ts'
import { ConditionError } from './problem.ts'

/** A part of a condition by which an index finds it: unless the part holds, the condition does not. */
export type IndexablePart = {
  /** Fields below `event`, e.g. `['task', 'id']`. */
  readonly path: readonly string[]
} & (
  | {
      /** `equals`: the field has this value. `contains`: the list (or map) of the field has this element (or key). */
      readonly kind: 'equals' | 'contains'
      readonly value: string | number | boolean
    }
  | {
      /** The text of the field begins so. */
      readonly kind: 'startsWith'
      readonly value: string
    }
  | {
      /** The number of the field is this or more (`atLeast`), this or less (`atMost`). A part `>` is `atLeast` too: all that it holds for is found. */
      readonly kind: 'atLeast' | 'atMost'
      readonly value: number
    }
)

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** The parts of a field and a constant which a condition demands beside all others (`&&`). Params count as constants. */
export function indexableParts(condition: Condition): readonly IndexablePart[] {
  const parsed = parseSource(condition.cel)
  if (!('ast' in parsed)) throw new ConditionError(condition.cel, parsed.problems)
  return conjuncts(parsed.ast).flatMap((node) => partOf(node) ?? [])

  function partOf(node: ASTNode): IndexablePart | undefined {
    switch (node.op) {
      case '==':
        return scalar('equals', node.args[0], node.args[1]) ?? scalar('equals', node.args[1], node.args[0])
      case 'in':
        return scalar('contains', node.args[1], node.args[0])
      case '<':
      case '<=':
      case '>':
      case '>=':
        return bound(node.op, node.args[0], node.args[1]) ?? bound(mirrored[node.op], node.args[1], node.args[0])
      case 'rcall': {
        const [name, field, [prefix, ...more]] = node.args
        return name === 'startsWith' && prefix !== undefined && more.length === 0 ? beginning(field, prefix) : undefined
      }
      default:
        return undefined
    }
  }

  function scalar(kind: 'equals' | 'contains', field: ASTNode, constant: ASTNode): IndexablePart | undefined {
    const [path, value] = [pathOf(field), constantOf(constant)]
    return path && value !== undefined ? { kind, path, value } : undefined
  }

  function bound(op: '<' | '<=' | '>' | '>=', field: ASTNode, constant: ASTNode): IndexablePart | undefined {
    const [path, value] = [pathOf(field), constantOf(constant)]
    return path && typeof value === 'number'
      ? { kind: op === '>' || op === '>=' ? 'atLeast' : 'atMost', path, value }
      : undefined
  }

  function beginning(field: ASTNode, constant: ASTNode): IndexablePart | undefined {
    const [path, value] = [pathOf(field), constantOf(constant)]
    return path && typeof value === 'string' ? { kind: 'startsWith', path, value } : undefined
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

function pathOf(node: ASTNode): readonly string[] | undefined {
  const path = pathFrom('event', node)
  return path && path.length > 0 ? path : undefined
}

/** The parts that all have to hold. */
export function conjuncts(ast: ASTNode): readonly ASTNode[] {
  return ast.op === '&&' ? [...conjuncts(ast.args[0]), ...conjuncts(ast.args[1])] : [ast]
}
