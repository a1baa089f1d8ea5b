import { readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from '../src/openapi/document.ts'
import { routes } from '../src/routes/index.ts'

// Writes packages/api/openapi.json; with --check only says whether it is what the routes say.
const file = new URL('../openapi.json', import.meta.url)
const text = `${JSON.stringify(openApiDocument(routes), null, 2)}\n`
if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error(
    'packages/api/openapi.json is not what the routes say. Write it anew: node_modules/.bin/node packages/api/scripts/openapi.ts',
  )
  process.exit(1)
}
