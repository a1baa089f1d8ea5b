import type { Priority, StatusCategory } from '@orchestrator/sdk'
import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { memberIdOf, projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { taskIdOf } from './task-id.ts'
import { addTaskLinks } from './task-links.ts'
import { addTaskPr } from './task-pr.ts'

// Only the type is imported, so that the command need not load the domain; it refuses one too many or too few.
const statuses = Object.keys({
  triage: true,
  backlog: true,
  unstarted: true,
  started: true,
  completed: true,
  canceled: true,
} satisfies Record<StatusCategory, true>)

const priorities = Object.keys({
  none: true,
  low: true,
  medium: true,
  high: true,
  urgent: true,
} satisfies Record<Priority, true>)

interface Task {
  id: string
  identifier: string
  title: string
  status: string
  tags: string[]
}

/** Adds `orchestrator task list`, `task create` and `task update`. */
export function addTask(program: Command): void {
  const task = program.command('task').description('Tasks, as far as a tour needs them; the API can do more.')
  withPages(
    withApiFlags(task.command('list', { isDefault: true }).description('list tasks, newest first (the default)')),
  )
    .option('--project <project>', 'only of this project: its key or id')
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(statuses))
    .option('--assignee <member>', 'only of this member: an e-mail address or an id; none: of nobody')
    .option('--tag <tag>', 'only with this tag')
    .action(listTasks)
  withApiFlags(task.command('create').description('make a task').argument('<title>', 'what is to be done'))
    .requiredOption('--project <project>', 'its key or id')
    .option('--description <text>', 'more about it, as Markdown')
    .option('--tag <tag...>', 'with tags')
    .option('--assignee <member>', 'whose it is: an e-mail address, or an id')
    .addOption(new Option('--priority <priority>', 'how urgent it is').choices(priorities))
    .option('--due <date>', 'when it is due, as 2027-01-31')
    .addHelpText(
      'after',
      "\nExample:\n  $ npx orchestrator task create 'Write the report' --project HELLO --tag review",
    )
    .action(createTask)
  withApiFlags(
    task
      .command('update')
      .description('change a task')
      .argument('<task>', 'its identifier, such as HELLO-1, or its id'),
  )
    .option('--title <text>', 'a new title')
    .option('--description <text>', 'what is said of it instead, as Markdown')
    .option('--tag <tag...>', 'add tags')
    .option('--assignee <member>', 'whose it is: an e-mail address, or an id; none: of nobody')
    .addOption(new Option('--priority <priority>', 'how urgent it is').choices(priorities))
    .option('--due <date>', 'when it is due, as 2027-01-31; none: at no time')
    .addOption(new Option('--status <status>', 'a new status').choices(statuses))
    .option('--complete', 'the same as --status completed')
    .addHelpText('after', '\nExample:\n  $ npx orchestrator task update HELLO-2 --tag review --complete')
    .action(updateTask)
  addTaskLinks(task)
  addTaskPr(task)
}

interface ListFlags extends ApiFlags, PageFlags {
  project?: string
  status?: string[]
  assignee?: string
  tag?: string
}

async function listTasks(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const [projectId, assigneeId] = await Promise.all([
    flags.project === undefined ? undefined : projectIdOf(access, flags.project),
    flags.assignee === undefined || flags.assignee === 'none' ? flags.assignee : memberIdOf(access, flags.assignee),
  ])
  const filter = { projectId, assigneeId, status: flags.status?.join(','), tag: flags.tag }
  const query = { sort: '-createdAt', ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Task[]; nextCursor: string | null }>(access, '/v1/tasks', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['TASK', 'STATUS', 'TAGS', 'TITLE'],
    page.items.map(({ identifier, status, tags, title }) => [identifier, status, tags.join(', '), title]),
    Object.values(filter).every((one) => one === undefined) ? 'No tasks yet.' : 'No tasks like that.',
  )
  sayMore(command, page.nextCursor)
}

interface CreateFlags extends ApiFlags {
  project: string
  description?: string
  tag?: string[]
  assignee?: string
  priority?: string
  due?: string
}

async function createTask(title: string, flags: CreateFlags): Promise<void> {
  const access = accessOf(flags)
  const body = {
    title,
    projectId: await projectIdOf(access, flags.project),
    ...(flags.description !== undefined && { description: flags.description }),
    ...(flags.tag && { tags: flags.tag }),
    ...(flags.assignee !== undefined && { assigneeId: await memberIdOf(access, flags.assignee) }),
    ...(flags.priority !== undefined && { priority: flags.priority }),
    ...(flags.due !== undefined && { dueDate: flags.due }),
  }
  const task = await getJson<Task>(access, '/v1/tasks', { body })
  if (flags.json) return printJson(task)
  console.log(said(task))
}

interface UpdateFlags extends ApiFlags {
  title?: string
  description?: string
  tag?: string[]
  assignee?: string
  priority?: string
  due?: string
  status?: string
  complete?: boolean
}

async function updateTask(idOrIdentifier: string, flags: UpdateFlags): Promise<void> {
  const { title, description, tag, assignee, priority, due } = flags
  const status = flags.complete ? 'completed' : flags.status
  const changes = {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tag && { addTags: tag }),
    ...(priority !== undefined && { priority }),
    ...(due !== undefined && { dueDate: due === 'none' ? null : due }),
    ...(status && { status }),
  }
  if (assignee === undefined && Object.keys(changes).length === 0)
    throw new UserError('Nothing to change: give one or more of its options.', {
      hint: 'See: npx orchestrator task update --help',
      exitCode: 2,
    })
  const access = accessOf(flags)
  const id = await taskIdOf(access, idOrIdentifier)
  const whose = assignee === undefined || assignee === 'none' ? null : await memberIdOf(access, assignee)
  const body = { ...changes, ...(assignee !== undefined && { assigneeId: whose }) }
  const task = await getJson<Task>(access, `/v1/tasks/${encodeURIComponent(id)}`, { method: 'PATCH', body })
  if (flags.json) return printJson(task)
  console.log(said(task))
}

function said({ identifier, title, status, tags }: Task): string {
  return `${identifier} ${title}: ${status}${tags.length > 0 ? `, tagged ${tags.join(', ')}` : ''}`
}
