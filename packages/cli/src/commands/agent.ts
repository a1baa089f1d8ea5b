import type { Agent, ListedAgent } from '@orchestrator/sdk/client'
import type { Command } from 'commander'
import { findAgent } from '../agent/find-agent.ts'
import { callApi, getJson } from '../api-client.ts'
import { readDataFile } from '../data-files.ts'
import { cut, printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { addAgentRuns } from './agent-runs.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

const path = '/v1/agents'
const fileExample = `
Example of a file:
  name: triage
  description: Gives new tasks a priority and an assignee.
  instructions: |
    Look at new tasks without an assignee. Propose who takes them, by what they did before.
  tools: [list_tasks, get_task, list_members, similar_tasks]
  proposes: [task.update, comment.create]
  budgetUsd: 0.5`

/** Adds `orchestrator agent` and its subcommands. */
export function addAgent(program: Command): void {
  const agent = program
    .command('agent')
    .description('Ask agents, and say who they are: they look, explain and propose; people decide.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator agent
  $ npx orchestrator agent run planner "Plan the move to the new office" --project HELLO --follow
  $ npx orchestrator agent create --file triage.yaml
  $ npx orchestrator agent runs --status waiting`,
    )
  withPages(
    withApiFlags(agent.command('list', { isDefault: true }).description('list agents by name (the default)')),
  ).action(listAgents)
  const one = (name: string, description: string) =>
    withApiFlags(agent.command(name).description(description)).argument('<agent>', 'its name or id')
  const file = 'as JSON or YAML; - reads it from the standard input'
  one('show', 'show what an agent is made of').action(showAgent)
  withApiFlags(agent.command('create').description('make an agent'))
    .requiredOption('-f, --file <file>', `the agent ${file}`)
    .addHelpText('after', fileExample)
    .action(createAgent)
  one('update', 'change an agent; runs that are under way go on as they began')
    .requiredOption('-f, --file <file>', `what changes ${file}`)
    .action(updateAgent)
  one('delete', 'delete an agent; its runs stay').action(deleteAgent)
  addAgentRuns(agent)
}

async function listAgents(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const query = { limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: ListedAgent[]; nextCursor: string | null }>(accessOf(flags), path, { query })
  if (flags.json) return printJson(page)
  printTable(
    ['AGENT', 'ON', 'PROPOSES', 'WHAT FOR'],
    page.items.map(({ name, enabled, builtIn, proposes, description }) => [
      ...[name, builtIn ? 'built in' : enabled ? 'yes' : 'no', cut(proposes.join(', ') || 'nothing', 50)],
      cut(description, 100),
    ]),
    'No agents.',
  )
  sayMore(command, page.nextCursor)
}

async function showAgent(name: string, flags: ApiFlags): Promise<void> {
  const agent = await findAgent(accessOf(flags), name)
  if (flags.json) return printJson(agent)
  const list = (label: string, items: readonly string[]) => (items.length > 0 ? [`${label}: ${items.join(', ')}`] : [])
  const state = agent.builtIn ? 'built in' : agent.enabled ? 'on' : 'off'
  console.log(
    [
      `${agent.name}  ${state}  ${agent.id}`,
      ...(agent.description ? [agent.description] : []),
      '',
      ...list('looks with', agent.tools),
      ...list('proposes', agent.proposes),
      ...list('asks first', agent.approve),
      ...list('needs no approval', agent.trusted),
      ...list('hands over to', agent.handoffs),
      ...list('consults', agent.consults),
      `at most ${agent.maxTurns} calls of models${agent.budgetUsd === null ? '' : `, $${agent.budgetUsd}`}`,
      '',
      agent.instructions.trimEnd(),
    ].join('\n'),
  )
}

type FileFlags = ApiFlags & { file: string }

async function createAgent(flags: FileFlags): Promise<void> {
  const made = await getJson<Agent>(accessOf(flags), path, { method: 'POST', body: readDataFile(flags.file) })
  if (flags.json) return printJson(made)
  console.log(`${made.name} is made. Ask it: npx orchestrator agent run ${made.name} "…" --follow`)
}

async function updateAgent(name: string, flags: FileFlags): Promise<void> {
  const access = accessOf(flags)
  const body = readDataFile(flags.file)
  const { id } = await findAgent(access, name)
  const changed = await getJson<Agent>(access, `${path}/${id}`, { method: 'PATCH', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is changed, for runs that begin from now on`)
}

async function deleteAgent(name: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, name: deleted } = await findAgent(access, name)
  await callApi(access, `${path}/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${deleted} is deleted`)
}
