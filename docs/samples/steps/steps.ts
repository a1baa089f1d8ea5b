import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** Ordinary Node code: packages, databases, files of folders that were allowed. Arguments and results are JSON. */
export async function fingerprint(path: string): Promise<{ sha256: string; bytes: number }> {
  const content = await readFile(path)
  return { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length }
}
