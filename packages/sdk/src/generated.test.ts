import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { generate } from '../scripts/outputs.ts'

it.each(generate().map(({ path, text }) => [basename(path), path, text]))(
  '%s is what the domain’s schemas give (else: node_modules/.bin/node packages/sdk/scripts/generate.ts)',
  (_, path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text)
  },
)
