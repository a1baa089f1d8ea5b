import type { Tree } from './walk-tree.ts'
import { walk } from './walk-tree.ts'

const changing = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear'],
])

/** Places where a function changes what the top of the file holds: an object, a list, a Map. Runs would share it, or lose it. */
export function changedState(tree: Tree): { readonly node: Tree; readonly name: string }[] {
  const held = new Set<string>()
  for (const statement of tree.body as Tree[]) {
    const declaration = statement.type.startsWith('Export') ? (statement.declaration as Tree | null) : statement
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations as { id: Tree; init: Tree | null }[]) {
      const made =
        init?.type === 'NewExpression' || init?.type === 'ObjectExpression' || init?.type === 'ArrayExpression'
      if (made && id.type === 'Identifier') held.add(id.name as string)
    }
  }
  // A name that is declared twice may mean the other one.
  const declared = new Map<string, number>()
  walk(tree, (node) => {
    const ids = [node.type === 'VariableDeclarator' ? node.id : null, ...((node.params as unknown[] | undefined) ?? [])]
    for (const id of ids)
      walk((id ?? { type: 'None' }) as Tree, (part) => {
        if (part.type === 'Identifier') declared.set(String(part.name), (declared.get(String(part.name)) ?? 0) + 1)
      })
  })
  const rootOf = (node: Tree): string | undefined =>
    node.type === 'MemberExpression'
      ? rootOf(node.object as Tree)
      : node.type === 'Identifier' && held.has(node.name as string) && declared.get(node.name as string) === 1
        ? (node.name as string)
        : undefined
  const found: { node: Tree; name: string }[] = []
  walk(tree, (node, inFunction) => {
    if (!inFunction) return
    const target =
      node.type === 'AssignmentExpression'
        ? (node.left as Tree)
        : node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')
          ? (node.argument as Tree)
          : node.type === 'CallExpression' && isChanging(node.callee as Tree)
            ? (node.callee as Tree)
            : undefined
    const name = target?.type === 'MemberExpression' ? rootOf(target) : undefined
    if (name !== undefined) found.push({ node, name })
  })
  return found
}

const isChanging = (callee: Tree): boolean =>
  callee.type === 'MemberExpression' && callee.computed !== true && changing.has(String((callee.property as Tree).name))
