import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Metafile } from 'esbuild'
import { portableName } from './source-names.ts'

/** Hashes of files, each read once for all playbooks that have it. */
export type FileHashes = Map<string, Promise<string>>

/** The hash of a file and of all that it imports: equal for equal code, whatever else is in the folder. */
export async function codeHash(root: string, entry: string, { inputs }: Metafile, known: FileHashes): Promise<string> {
  const seen = new Set<string>()
  const open = [entry]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const input = inputs[path]
    if (seen.has(path) || input === undefined) continue
    seen.add(path)
    for (const { path: imported, external } of input.imports) if (external !== true) open.push(imported)
  }
  const files = await Promise.all(
    [...seen].sort().map(async (path) => {
      const file = resolve(root, path)
      const hash =
        known.get(file) ?? readFile(file).then((content) => createHash('sha256').update(content).digest('hex'))
      known.set(file, hash)
      return `${portableName(file, root)} ${await hash}`
    }),
  )
  return createHash('sha256').update(files.sort().join('\n')).digest('hex')
}
