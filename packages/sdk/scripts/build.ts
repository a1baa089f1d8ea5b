// Builds the package for the registry into dist/: `node scripts/build.ts`, then `npm publish dist`. See docs/publishing.md.
import { join } from 'node:path'
import { buildPackage } from './package/build.ts'
import { root } from './package/bundle.ts'

const folder = join(root, 'dist')
await buildPackage(folder)
console.log(`built ${folder}`)
