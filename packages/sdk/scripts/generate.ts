// Writes the SDK's types and the conditions' field types out of the domain's schemas: `node scripts/generate.ts`.
// What it writes is committed; generated.test.ts compares it.
import { writeFileSync } from 'node:fs'
import { generate } from './outputs.ts'

for (const { path, text } of generate()) {
  writeFileSync(path, text)
  console.log(`wrote ${path}`)
}
