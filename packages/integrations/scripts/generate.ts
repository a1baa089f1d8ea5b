// Writes what connectors can do into the domain: `node scripts/generate.ts`; with `--check` it only says whether that is up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { actionsFile, path } from './actions-file.ts'

const text = actionsFile()
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`wrote ${path}\nThen: node_modules/.bin/node packages/sdk/scripts/generate.ts`)
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
  console.error(
    'The actions of connectors have changed: node_modules/.bin/node packages/integrations/scripts/generate.ts',
  )
  process.exitCode = 1
}
