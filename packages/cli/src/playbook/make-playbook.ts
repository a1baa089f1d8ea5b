import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { findTool } from './find-tool.ts'
import { filesOf, type TemplateName } from './templates/index.ts'

const form = /^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Writes a new playbook; gives the paths of its files. Never overwrites one. */
export async function makePlaybook(folder: string, name: string, template: TemplateName = 'event'): Promise<string[]> {
  if (!form.test(name)) {
    throw new UserError(`${JSON.stringify(name)} is no name for a playbook.`, {
      hint: 'Write it as vertical/name in lower case with dashes, for example software-development/issue-triage.',
      exitCode: 2,
    })
  }
  const at = join(folder, name)
  if (existsSync(at)) throw new UserError(`${at} exists already.`, { exitCode: 2 })
  await mkdir(at, { recursive: true })
  const id = name.slice(name.indexOf('/') + 1)
  const runner = findTool(folder, join('vitest', 'package.json')) === undefined ? 'node:test' : 'vitest'
  const files = filesOf(template, id, runner)
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), text, { flag: 'wx' })
  return Object.keys(files).map((file) => join(at, file))
}
