import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder of playbooks for a test; packages resolve as they do in the repository's own. */
export interface PlaybookFolder {
  readonly path: string
  write(files: Readonly<Record<string, string>>): Promise<void>
  remove(): Promise<void>
}

const modules = fileURLToPath(new URL('../../../../../playbooks/node_modules', import.meta.url))

export async function createPlaybookFolder(files: Readonly<Record<string, string>>): Promise<PlaybookFolder> {
  const path = await mkdtemp(join(tmpdir(), 'playbooks-'))
  await symlink(modules, join(path, 'node_modules'))
  const folder: PlaybookFolder = {
    path,
    async write(more) {
      for (const [name, text] of Object.entries(more)) {
        await mkdir(dirname(join(path, name)), { recursive: true })
        await writeFile(join(path, name), text)
      }
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
  await folder.write(files)
  return folder
}

/** A playbook's file with this body of `run`. */
export const playbookText = (
  id: string,
  body: string,
  options: { when?: string; head?: string; more?: string } = {},
): string => `
import { on, playbook } from '@orchestrator/sdk'
${options.head ?? ''}
export default playbook({
  id: '${id}',
  when: ${options.when ?? "on('task.created')"},${options.more ?? ''}
  async run(context) {
    const { event, tasks, sleep, waitFor, http, steps, log } = context as any
    ${body}
  },
})
`
