import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, root } from './bundle.ts'
import { publishedManifest } from './manifest.ts'
import { thirdPartyNotices } from './third-party.ts'

/** Writes the package as it is published into a folder: `npm publish <folder>`. */
export async function buildPackage(folder: string): Promise<void> {
  const packages = await bundle(folder)
  writeFileSync(join(folder, 'package.json'), publishedManifest())
  writeFileSync(join(folder, 'THIRD-PARTY.md'), thirdPartyNotices(packages))
  copyFileSync(join(root, 'README.md'), join(folder, 'README.md'))
  copyFileSync(join(root, '..', '..', 'LICENSE'), join(folder, 'LICENSE'))
}
