import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A package out of a peer's folder; what we use of it is named by the caller, for its own types are not ours. */
export async function loadPackage<Used>(name: string, folder = process.env['PEER_FOLDER'] ?? ''): Promise<Used> {
  const { resolve } = createRequire(join(folder, 'package.json'))
  return (await import(pathToFileURL(resolve(name)).href)) as Used
}
