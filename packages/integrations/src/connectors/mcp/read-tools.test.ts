import { expect, test } from 'vitest'
import { readTools } from './read-tools.ts'

test.each([
  ['deep', () => JSON.parse('['.repeat(300_000) + ']'.repeat(300_000)), 'nested deeper than 30'],
  ['wide', () => Array.from({ length: 900_000 }, () => 0), 'over 20000 characters'],
])('a schema that is too %s makes its tool one that cannot be used', (name, of, problem) => {
  const [tool] = readTools([{ name, inputSchema: { type: 'object', x: of() } }])
  expect(tool?.problem).toContain(problem)
})
