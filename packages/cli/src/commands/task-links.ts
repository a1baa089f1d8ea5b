import type { TaskLink } from '@orchestrator/sdk'
import type { Command } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { cut, printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toEntityId } from './arguments.ts'
import { taskIdOf } from './task-id.ts'

const named = ['<task>', 'its identifier, such as HELLO-1, or its id'] as const

/** Adds `task links`, `task link` and `task unlink`. */
export function addTaskLinks(task: Command): void {
  withApiFlags(
    task
      .command('links')
      .description('pull requests, branches, commits and addresses of a task')
      .argument(...named),
  ).action(list)
  withApiFlags(
    task
      .command('link')
      .description('add an address to a task')
      .argument(...named)
      .argument('<url>', 'e.g. of a document, or of a pull request'),
  )
    .option('--title <text>', 'what it is (default: the address)')
    .action(add)
  withApiFlags(
    task.command('unlink').description('take a link off its task').argument('<id>', 'id of the link', toEntityId),
  ).action(remove)
}

export const linksOf = async (access: Access, taskId: string): Promise<TaskLink[]> =>
  (await getJson<{ items: TaskLink[] }>(access, `/v1/tasks/${encodeURIComponent(taskId)}/links`)).items

/** E.g. `open, approved, checks failing`. */
export const stateInWords = ({ state, review, checks, error }: TaskLink): string =>
  [state, review?.replaceAll('_', ' '), checks && `checks ${checks}`, error?.message]
    .filter((word) => word !== null && word !== undefined && word !== '')
    .join(', ')

async function list(of: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const items = await linksOf(access, await taskIdOf(access, of))
  if (flags.json) return printJson({ items, nextCursor: null })
  printTable(
    ['LINK', 'KIND', 'STATE', 'TITLE', 'ADDRESS'],
    items.map((link) => [
      ...[link.id, link.kind.replaceAll('_', ' '), cut(stateInWords(link), 60), cut(link.title, 60), link.url ?? ''],
    ]),
    'No links yet.',
  )
}

async function add(of: string, url: string, flags: ApiFlags & { title?: string }): Promise<void> {
  const access = accessOf(flags)
  const body = { taskId: await taskIdOf(access, of), url, ...(flags.title !== undefined && { title: flags.title }) }
  const link = await getJson<TaskLink>(access, '/v1/task-links', { body })
  if (flags.json) return printJson(link)
  console.log(`${link.id} ${link.title}`)
}

async function remove(id: string, flags: ApiFlags): Promise<void> {
  await callApi(accessOf(flags), `/v1/task-links/${encodeURIComponent(id)}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id })
  console.log('Removed.')
}
