import type { ProjectStatus } from '@orchestrator/sdk'
import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { addProjectHealth } from './project-health.ts'

// Only the type is imported, so that the command need not load the domain; it refuses one too many or too few.
const statuses = Object.keys({
  ...{ backlog: true, planned: true, started: true, paused: true, completed: true, canceled: true },
} satisfies Record<ProjectStatus, true>)

interface Project {
  id: string
  key: string
  name: string
  status: string
  targetDate: string | null
}

/** Adds `orchestrator project` and its subcommands. */
export function addProject(program: Command): void {
  const project = program.command('project').description('Projects, as far as a tour needs them; the API can do more.')
  withPages(
    withApiFlags(project.command('list', { isDefault: true }).description('list projects by name (the default)')),
  )
    .addOption(new Option('--status <status...>', 'only of these statuses').choices(statuses))
    .action(listProjects)
  withApiFlags(project.command('create').description('make a project').argument('<name>', 'what people call it'))
    .option('--prefix <key>', 'its key, with which its tasks are numbered (default: from the name)')
    .addHelpText('after', "\nExample:\n  $ npx orchestrator project create 'Hello World' --prefix HELLO")
    .action(async (name: string, { key, prefix, ...flags }: ApiFlags & { prefix?: string }) => {
      // An API key begins with orc_: what people give here besides is the project's.
      const isProjects = key !== undefined && /^[a-z][a-z0-9]{0,9}$/i.test(key)
      const body = { name, key: prefix ?? (isProjects ? key : keyFor(name)) }
      const access = accessOf({ ...flags, ...(key !== undefined && !isProjects && { key }) })
      const made = await getJson<Project>(access, '/v1/projects', { body })
      if (flags.json) return printJson(made)
      console.log(`${made.key} ${made.name} (${made.id})`)
    })
  addProjectHealth(project)
}

async function listProjects(flags: ApiFlags & PageFlags & { status?: string[] }, command: Command): Promise<void> {
  refuseWords(command)
  const query = { sort: 'name', status: flags.status?.join(','), limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Project[]; nextCursor: string | null }>(accessOf(flags), '/v1/projects', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['PROJECT', 'STATUS', 'TARGET', 'NAME', 'ID'],
    page.items.map(({ key, status, targetDate, name, id }) => [key, status, targetDate ?? '–', name, id]),
    flags.status === undefined ? 'No projects yet.' : 'No projects like that.',
  )
  sayMore(command, page.nextCursor)
}

function keyFor(name: string): string {
  const word = /[A-Za-z][A-Za-z0-9]*/.exec(name)?.[0] ?? 'TASK'
  return word.toUpperCase().slice(0, 5)
}
