import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bundle.ts'

const reported = join(root, 'api')

const declarations = (folder: string): Map<string, string> =>
  new Map(
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.d.ts'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )

/** Makes packages/sdk/api the declarations that were built: what users of the package see, so that a change of it shows in a diff. */
export function writeApiReport(built: string): void {
  rmSync(reported, { recursive: true, force: true })
  mkdirSync(reported)
  for (const [name, text] of declarations(built)) writeFileSync(join(reported, name), text)
}

/** The files in which the committed report differs from what was built. */
export function apiDrift(built: string): string[] {
  const [is, was] = [declarations(built), declarations(reported)]
  return [...new Set([...is.keys(), ...was.keys()])].filter((name) => is.get(name) !== was.get(name)).sort()
}
