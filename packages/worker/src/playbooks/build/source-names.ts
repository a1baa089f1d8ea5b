import { resolve, sep } from 'node:path'

/** The sources of a bundle named without any path of the machine that built it, so that equal source gives an equal bundle. */
export function portableMap(map: string, root: string): string {
  const parsed = JSON.parse(map) as { sources: string[]; sourceRoot?: string }
  const sources = parsed.sources.map((source) => portableName(resolve(root, source), root))
  return JSON.stringify({ ...parsed, sourceRoot: '', sources })
}

/** `software-development/issue-intake/playbook.ts`, `npm/zod/v4/core/parse.js`, `orchestrator/sdk/src/on.ts`. */
export function portableName(path: string, root: string): string {
  const parts = path.split(sep)
  const modules = parts.lastIndexOf('node_modules')
  if (modules >= 0) return ['npm', ...parts.slice(modules + 1)].join('/')
  if (path.startsWith(root + sep))
    return path
      .slice(root.length + 1)
      .split(sep)
      .join('/')
  const packages = parts.lastIndexOf('packages')
  return ['orchestrator', ...parts.slice(packages + 1)].join('/')
}

export const isUserSource = (name: string): boolean => !name.startsWith('npm/') && !name.startsWith('orchestrator/')
