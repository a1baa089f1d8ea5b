import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const packages = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Everything but types that a module and those below it import from elsewhere, by the module that does it. */
function foreignImports(entry: string, seen = new Map<string, readonly string[]>()): Map<string, readonly string[]> {
  if (seen.has(entry)) return seen
  const source = readFileSync(entry, 'utf8')
  const statements = source.matchAll(
    /^(?:import|export) (?!type )(?:\{[^}]*\}|\* as \w+|\w+|\*)(?:, \{[^}]*\})? from '([^']+)'|^import '([^']+)'/gm,
  )
  const names = [...statements].map(([, from, bare]) => from ?? bare ?? '')
  seen.set(
    entry,
    names.filter((name) => !name.startsWith('.')),
  )
  for (const name of names) if (name.startsWith('.')) foreignImports(resolve(dirname(entry), name), seen)
  return seen
}

const importsOf = (entry: string) => {
  const found = foreignImports(resolve(packages, entry))
  expect(found.size).toBeGreaterThan(3)
  return [...found].flatMap(([module, names]) => names.map((name) => `${relative(packages, module)}: ${name}`))
}

it.each(['sdk/src/index.ts', 'sdk/src/runtime/index.ts', 'sdk/src/client/index.ts'])(
  '%s needs neither zod nor Node',
  (entry) => {
    expect(importsOf(entry).filter((line) => !/: @orchestrator\/domain\/(?:conditions|duration)$/.test(line))).toEqual(
      [],
    )
  },
)

it('domain/conditions needs only CEL and RE2', () => {
  const names = new Set(importsOf('domain/src/conditions/index.ts').map((line) => line.slice(line.indexOf(': ') + 2)))
  expect([...names].sort()).toEqual(['@marcbachmann/cel-js', 're2js'])
})

it('domain/duration needs nothing', () => {
  expect([...foreignImports(resolve(packages, 'domain/src/duration.ts')).values()].flat()).toEqual([])
})
