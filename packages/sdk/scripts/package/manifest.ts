import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entries, root } from './bundle.ts'

/** The package.json that is published: the same package, with its exports at what was built, and nothing to install beside it. */
export function publishedManifest(): string {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  const { name, version, description, license, type, sideEffects } = own
  const exports = Object.fromEntries(
    Object.keys(entries).map((entry) => [
      entry === 'index' ? '.' : `./${entry}`,
      { types: `./${entry}.d.ts`, default: `./${entry}.js` },
    ]),
  )
  const manifest = {
    ...{ name, version, description, license, type, sideEffects },
    exports: { ...exports, './package.json': './package.json' },
    files: ['*.js', '*.d.ts', 'THIRD-PARTY.md'],
    engines: { node: '>=20.19.0' },
    keywords: ['automation', 'workflows', 'durable-execution', 'playbooks', 'temporal'],
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
