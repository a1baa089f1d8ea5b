import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'

interface Task {
  id: string
  title: string
  status: string
  tags: string[]
}

/** Adds `orchestrator task list` and `orchestrator task update`. */
export function addTask(program: Command): void {
  const task = program.command('task').description('Tasks, as far as a tour needs them; the API can do more.')
  withApiFlags(task.command('list', { isDefault: true }).description('list tasks (the default)')).action(
    async (flags: ApiFlags) => {
      const page = await getJson<{ items: Task[] }>(accessOf(flags), '/v1/tasks', { query: { limit: 50 } })
      if (flags.json) return printJson(page)
      printTable(
        ['TASK', 'STATUS', 'TAGS', 'TITLE'],
        page.items.map(({ id, status, tags, title }) => [id, status, tags.join(', '), title]),
        'No tasks yet.',
      )
    },
  )
  withApiFlags(task.command('update').description('change a task').argument('<id>', 'id of the task'))
    .option('--title <text>', 'a new title')
    .option('--tag <tag...>', 'add tags')
    .option('--status <status>', 'triage, backlog, unstarted, started, completed or canceled')
    .option('--complete', 'the same as --status completed')
    .addHelpText('after', '\nExample:\n  $ orchestrator task update <id> --tag review --complete')
    .action(updateTask)
}

type UpdateFlags = ApiFlags & { title?: string; tag?: string[]; status?: string; complete?: boolean }

async function updateTask(id: string, flags: UpdateFlags): Promise<void> {
  const access = accessOf(flags)
  const at = `/v1/tasks/${encodeURIComponent(id)}`
  const status = flags.complete ? 'completed' : flags.status
  const tags = flags.tag && [...new Set([...(await getJson<Task>(access, at)).tags, ...flags.tag])]
  const changes = {
    ...(flags.title !== undefined && { title: flags.title }),
    ...(tags && { tags }),
    ...(status && { status }),
  }
  if (Object.keys(changes).length === 0)
    throw new UserError('Nothing to change: give --title, --tag, --status or --complete.', { exitCode: 2 })
  const task = await getJson<Task>(access, at, { method: 'PATCH', body: changes })
  if (flags.json) return printJson(task)
  console.log(`${task.title}: ${task.status}${task.tags.length > 0 ? `, tagged ${task.tags.join(', ')}` : ''}`)
}
