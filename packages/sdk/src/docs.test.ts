import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { docs, guides, withSamples } from '../scripts/docs.ts'

it.each(guides())(
  'docs/%s has its samples word for word (else: node_modules/.bin/node packages/sdk/scripts/docs.ts)',
  (guide) => {
    expect(readFileSync(docs + guide, 'utf8')).toBe(withSamples(guide))
  },
)

it('every sample is in a guide', () => {
  const used = guides()
    .map((guide) => readFileSync(docs + guide, 'utf8'))
    .join('\n')
  const samples = readdirSync(`${docs}samples`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  expect(samples.filter((name) => !used.includes(`<!-- sample: ${name} -->`))).toEqual([])
})

it('the samples compile', { timeout: 120_000 }, async () => {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', `${docs}samples`, '--pretty', 'false'], (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  expect(output).toBe('')
})

it('the samples of tests pass', { timeout: 120_000 }, async () => {
  // Within this package, so that they find it by its name, as a user's files do.
  const cache = fileURLToPath(new URL('../.cache/', import.meta.url))
  mkdirSync(cache, { recursive: true })
  const copy = mkdtempSync(join(cache, 'samples-'))
  try {
    cpSync(`${docs}samples`, copy, { recursive: true })
    const files = ['quick-start.test.ts', 'testing.ts', 'approval.test.ts', 'patch.test.ts'].map((name) =>
      join(copy, name),
    )
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['--test', '--test-reporter=tap', ...files], { cwd: copy, env }, (_, stdout, stderr) =>
        resolve(stdout + stderr),
      )
    })
    expect(output).toMatch(/^# fail 0$/m)
    expect(output).toMatch(/^# pass 6$/m)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})
