// Writes the SDK's types and the conditions' field types out of the domain's schemas, then the report of the API (api/):
// `node scripts/generate.ts`. What it writes is committed; generated.test.ts and `npm run check` compare it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from './outputs.ts'
import { writeApiReport } from './package/api-report.ts'
import { bundle } from './package/bundle.ts'

for (const { path, text } of generate()) {
  writeFileSync(path, text)
  console.log(`wrote ${path}`)
}
const built = mkdtempSync(join(tmpdir(), 'sdk-api-'))
try {
  await bundle(built)
  writeApiReport(built)
  console.log('wrote the report of the API')
} finally {
  rmSync(built, { recursive: true, force: true })
}
