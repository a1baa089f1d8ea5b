import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

interface Packed {
  readonly filename: string
  /** Of the tarball, in bytes. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

/** Makes the tarball that `npm publish` would send. @returns its file and what is in it */
export async function pack(folder: string, into: string): Promise<Packed & { readonly file: string }> {
  const windows = process.platform === 'win32'
  const { stdout } = await promisify(execFile)(
    windows ? 'npm.cmd' : 'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', into],
    { cwd: folder, shell: windows },
  )
  const [packed] = JSON.parse(stdout) as Packed[]
  if (packed === undefined) throw new Error('npm packed nothing')
  return { ...packed, file: join(into, packed.filename) }
}
