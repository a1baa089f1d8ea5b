import type { Node } from 'acorn'

/** acorn's nodes, read as what they are: plain records. */
export type Tree = Node & Record<string, unknown>

type Visit = (node: Tree, inFunction: boolean, parent: Tree | undefined, key: string) => void

/** Every node below, in the order of the text. */
export function walk(node: Tree, visit: Visit, inFunction = false, parent?: Tree, key = ''): void {
  visit(node, inFunction, parent, key)
  const inside = inFunction || /Function/.test(node.type)
  for (const [name, value] of Object.entries(node)) {
    if (name === 'loc') continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof (child as Tree).type === 'string')
        walk(child as Tree, visit, inside, node, name)
    }
  }
}
