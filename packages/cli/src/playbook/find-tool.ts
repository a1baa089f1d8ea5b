import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file of an installed package, looked for as Node does: in the node_modules of the folder and of all above it. */
export function findTool(folder: string, file: string): string | undefined {
  return findUp(folder, join('node_modules', file))
}

/** The nearest file of this name, in the folder or above. */
export function findUp(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name)
    if (existsSync(path)) return path
    if (dirname(at) === at) return undefined
  }
}
