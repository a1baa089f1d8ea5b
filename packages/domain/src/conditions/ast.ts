import type { ASTNode } from '@marcbachmann/cel-js'

const comprehensions = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** The children of a node, in source order. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case '!_':
    case '-_':
      return [node.args]
    case 'call':
      return node.args[1]
    case 'rcall':
      return [node.args[1], ...node.args[2]]
    case 'list':
      return node.args
    case 'map':
      return node.args.flat()
    default:
      return node.args as readonly ASTNode[]
  }
}

export interface Comprehension {
  readonly range: ASTNode
  readonly variable: string
  readonly body: readonly ASTNode[]
}

/** `list.exists(x, …)` and its kind; undefined for every other node. */
export function comprehensionOf(node: ASTNode): Comprehension | undefined {
  if (node.op !== 'rcall' || !comprehensions.has(node.args[0])) return undefined
  const [variable, ...body] = node.args[2]
  if (variable?.op !== 'id' || body.length === 0) return undefined
  return { range: node.args[1], variable: variable.args, body }
}

/** Every node below and including `node`. */
export function* walk(node: ASTNode): Generator<ASTNode> {
  yield node
  for (const child of childrenOf(node)) yield* walk(child)
}

export const usesComprehension = (ast: ASTNode): boolean =>
  [...walk(ast)].some((node) => comprehensionOf(node) !== undefined)

/** True for what only names a field: `event.body.items[0].?name`. */
export function isField(node: ASTNode): boolean {
  if (node.op === 'id') return true
  if (node.op === '[]') return node.args[1].op === 'value' && isField(node.args[0])
  return (node.op === '.' || node.op === '.?') && isField(node.args[0])
}

/** `text.matches(pattern)`. */
export const isMatches = (node: ASTNode): boolean => node.op === 'rcall' && node.args[0] === 'matches'

export const usesMatches = (ast: ASTNode): boolean => [...walk(ast)].some(isMatches)

/** `event.task.id` → ['task', 'id'] when the chain of fields starts at `root`; undefined otherwise. */
export function pathFrom(root: string, node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return node.args === root ? [] : undefined
  if (node.op === '.') {
    const before = pathFrom(root, node.args[0])
    return before && [...before, node.args[1]]
  }
  if (node.op === '[]' && node.args[1].op === 'value' && typeof node.args[1].args === 'string') {
    const before = pathFrom(root, node.args[0])
    return before && [...before, node.args[1].args]
  }
  return undefined
}
