import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findTool, findUp } from '../playbook/find-tool.ts'
import { UserError } from '../user-error.ts'
import { type ConnectorNames, namesOf, refuseClashes, renamed, template } from './names.ts'
import { registers } from './register.ts'

const source = 'packages/integrations/src'
/** Where the template lies, and what of it becomes what; all else is named by it. */
const folders = [`${source}/connectors/${template.id}`, `${source}/testing/fakes/${template.id}`]
const stage = `${source}/testing/${template.id}-stage.ts`
const page = `${folders[0]}/page.md`

export interface MadeConnector {
  readonly id: string
  /** Folders and files, by their path in the repository. */
  readonly made: readonly string[]
  readonly changed: readonly string[]
}

/** Copies the template under another name and registers it: all of it or nothing. Never overwrites anything. */
export async function makeConnector(from: string, id: string, name?: string): Promise<MadeConnector> {
  const names = namesOf(id, name)
  const root = rootAbove(from)
  const places = [...folders, stage].map((path) => renamed(path, names)).concat(`docs/integrations/${id}.md`)
  const taken = places.find((path) => existsSync(join(root, path)))
  if (taken) throw new UserError(`${taken} exists already.`, { hint: 'Take another id, or go on there.', exitCode: 2 })
  const files = await copies(root, names)
  const changed: string[] = []
  for (const [path, write] of Object.entries(registers)) {
    const before = await readFile(join(root, path), 'utf8')
    const after = write(before, names)
    if (after === before) continue
    changed.push(path)
    files.set(path, after)
  }
  // Beside what is there, and moved into place once it is whole.
  const aside = await mkdtemp(join(root, '.connector-new-'))
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(aside, path)), { recursive: true })
      await writeFile(join(aside, path), text)
    }
    await format(root, aside)
    await move(aside, root, places, changed)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return { id, made: places, changed }
}

function rootAbove(from: string): string {
  const found = findUp(from, join(...stage.split('/')))
  if (found !== undefined) return found.slice(0, -stage.length - 1)
  throw new UserError('There is no checkout of Orchestrator here, and connectors are part of it.', {
    hint: 'Clone its repository, run `npm start` there once, and call this in it. What a playbook needs of a service alone, its steps can do without a connector.',
    exitCode: 2,
  })
}

async function copies(root: string, names: ConnectorNames): Promise<Map<string, string>> {
  const found = [stage]
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        found.push(
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replaceAll('\\', '/'),
        )
  }
  const texts = await Promise.all(found.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const))
  refuseClashes(
    texts.flatMap(([path, text]) => (path.endsWith('.ts') ? text : [])),
    names,
  )
  return new Map(
    texts.map(([path, text]) => [
      path === page ? `docs/integrations/${names.id}.md` : renamed(path, names),
      renamed(text, names),
    ]),
  )
}

/** Lines are as long as names, and imports in the order of names. */
async function format(root: string, folder: string): Promise<void> {
  const biome = findTool(root, join('@biomejs', 'biome', 'bin', 'biome'))
  if (biome === undefined) {
    throw new UserError('Biome, which formats the code, is not installed here.', { hint: 'Run `npm start` once.' })
  }
  const failed = await new Promise<string | null>((done) =>
    execFile(process.execPath, [biome, 'check', '--write', '--colors=off', folder], { cwd: root }, (error, out, err) =>
      done(error ? out + err : null),
    ),
  )
  if (failed !== null) throw new UserError('What was made cannot be formatted, so nothing was made.', { hint: failed })
}

/** What is registered comes last: until then nobody knows of it. */
async function move(aside: string, root: string, places: readonly string[], changed: readonly string[]): Promise<void> {
  const before = new Map<string, string>()
  const moved: string[] = []
  try {
    for (const path of places) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      if (existsSync(join(root, path))) throw new UserError(`${path} exists already.`, { exitCode: 2 })
      await rename(join(aside, path), join(root, path))
      moved.push(path)
    }
    for (const path of changed) {
      const text = await readFile(join(root, path), 'utf8')
      await rename(join(aside, path), join(root, path))
      before.set(path, text)
    }
  } catch (error) {
    for (const path of moved) await rm(join(root, path), { recursive: true, force: true })
    for (const [path, text] of before) await writeFile(join(root, path), text)
    throw error
  }
}
