import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const keptDays = 14

/** Where compiled code is kept; without links, which webpack would follow away from what lies in memory beside a file. */
export async function compiledIn(home: string): Promise<string> {
  const folder = folderIn(home)
  await mkdir(folder, { recursive: true })
  return await realpath(folder)
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
