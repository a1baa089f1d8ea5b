import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf, walk } from './ast.ts'

/** A chain of fields that starts at a variable: `steps.followUp.id`. */
export interface Path {
  readonly root: string
  readonly fields: readonly string[]
  /** Where it stands in the source. */
  readonly start: number
  readonly end: number
}

/** The longest chains of fields that start at one of the roots, in source order. */
export function pathsFrom(roots: ReadonlySet<string>, ast: ASTNode): Path[] {
  const chain = chainOf(ast)
  if (chain !== undefined) return roots.has(chain.root) ? [{ ...chain, start: ast.start, end: ast.end }] : []
  return childrenOf(ast).flatMap((child) => pathsFrom(roots, child))
}

function chainOf(node: ASTNode): { root: string; fields: readonly string[] } | undefined {
  if (node.op === 'id') return { root: node.args, fields: [] }
  if (node.op !== '.') return undefined
  const before = chainOf(node.args[0])
  return before && { root: before.root, fields: [...before.fields, node.args[1]] }
}

/** Names that the variables of comprehensions have. */
export const boundNames = (ast: ASTNode): ReadonlySet<string> =>
  new Set(
    [...walk(ast)].flatMap((node) => {
      const first = node.op === 'rcall' ? node.args[2][0] : undefined
      return first?.op === 'id' ? [first.args] : []
    }),
  )
