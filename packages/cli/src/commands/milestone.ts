import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Milestone {
  readonly id: string
  readonly name: string
  readonly targetDate: string | null
  readonly completedAt: string | null
}

/** Adds `orchestrator milestone` and its subcommands. */
export function addMilestone(program: Command): void {
  const milestone = program
    .command('milestone')
    .description('Points that projects want to reach.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator milestone list --project HELLO
  $ npx orchestrator milestone create Beta --project HELLO --target 2027-02-01
  $ npx orchestrator milestone complete 01a20526-bb65-70ba-9bc0-1f2c5de0bd74`,
    )
  withPages(
    withApiFlags(
      milestone.command('list', { isDefault: true }).description('list milestones in their order (the default)'),
    ),
  )
    .option('--project <project>', 'its key or id')
    .action(listMilestones)
  withApiFlags(milestone.command('create').description('add one').argument('<name>', 'what people call it'))
    .requiredOption('--project <project>', 'its key or id')
    .option('--target <day>', 'the day on which it is to be reached')
    .action(createMilestone)
  withApiFlags(milestone.command('complete').description('say that it is reached'))
    .argument('<id>', 'id of the milestone', toEntityId)
    .action(async (id: string, flags: ApiFlags) =>
      say(await getJson<Milestone>(accessOf(flags), `/v1/milestones/${id}/complete`, { method: 'POST' }), flags),
    )
}

async function listMilestones(flags: ApiFlags & PageFlags & { project?: string }, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const page = await getJson<{ items: Milestone[]; nextCursor: string | null }>(access, '/v1/milestones', {
    query: { projectId, limit: flags.limit, cursor: flags.cursor },
  })
  if (flags.json) return printJson(page)
  printTable(
    ['ID', 'TARGET', 'REACHED', 'NAME'],
    page.items.map(({ id, targetDate, completedAt, name }) => [id, targetDate ?? '–', ago(completedAt), name]),
    'No milestones yet.',
  )
  sayMore(command, page.nextCursor)
}

async function createMilestone(name: string, flags: ApiFlags & { project: string; target?: string }): Promise<void> {
  const access = accessOf(flags)
  const projectId = await projectIdOf(access, flags.project)
  const body = { projectId, name, ...(flags.target !== undefined && { targetDate: flags.target }) }
  say(await getJson<Milestone>(access, '/v1/milestones', { body }), flags)
}

function say(milestone: Milestone, flags: ApiFlags): void {
  if (flags.json) printJson(milestone)
  else console.log(`${milestone.name} (${milestone.id}): ${milestone.completedAt ? 'reached' : 'to be reached'}`)
}
