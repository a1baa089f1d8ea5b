import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const keptDays = 14

/** Where compiled code is kept. */
export async function compiledIn(home: string): Promise<string> {
  const folder = folderIn(home)
  await mkdir(folder, { recursive: true })
  return folder
}

const folderIn = (home: string) => join(home, 'cache', 'bundles')

/** Removes what nobody has asked for in two weeks; what is needed after all is compiled again. */
export async function pruneCompiled(home: string): Promise<void> {
  const folder = folderIn(home)
  const oldest = Date.now() - keptDays * 86_400_000
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    const { mtimeMs } = await stat(file)
    if (mtimeMs < oldest) await rm(file, { force: true })
  }
}
