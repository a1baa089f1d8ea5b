import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A folder with a `playbook.ts`, by its path from the root of all playbooks. */
export interface PlaybookSource {
  /** e.g. `software-development/issue-intake` */
  readonly folder: string
  /** The last part of the folder, which must be the playbook's id. */
  readonly name: string
  readonly hasSteps: boolean
}

/** All playbooks under a folder, in the order of their paths: the same order on every machine. */
export async function findSources(root: string): Promise<PlaybookSource[]> {
  const found: PlaybookSource[] = []
  await walk(root, root, found)
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

async function walk(root: string, folder: string, found: PlaybookSource[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name))
  if (files.has('playbook.ts')) {
    const path = relative(root, folder).split(sep).join('/')
    found.push({
      folder: path === '' ? '.' : path,
      name: path.split('/').at(-1) ?? '',
      hasSteps: files.has('steps.ts'),
    })
  }
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) continue
    await walk(root, join(folder, entry.name), found)
  }
}
