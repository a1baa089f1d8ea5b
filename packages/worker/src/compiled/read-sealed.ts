import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { writeOnce } from './write-once.ts'

const sealOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** A text that is made once and kept in a file. One that is not whole, as after a power cut, is made again. */
export async function readSealed(file: string, make: () => string | Promise<string>): Promise<string> {
  const sealed = async () => {
    const text = await make()
    return `${text}\n${sealOf(text)}`
  }
  await writeOnce(file, sealed)
  const known = await readWhole(file)
  if (known !== undefined) return known
  await rm(file, { force: true })
  await writeOnce(file, sealed)
  const made = await readWhole(file)
  if (made === undefined) throw new Error(`${file} cannot be kept: what was written is not what is read`)
  return made
}

async function readWhole(file: string): Promise<string | undefined> {
  const kept = await readFile(file, 'utf8')
  const end = kept.lastIndexOf('\n')
  const text = kept.slice(0, Math.max(0, end))
  return kept.slice(end + 1) === sealOf(text) ? text : undefined
}
