import type { AgentRun, AgentRunSummary, AgentStep } from '@orchestrator/sdk/client'
import { type Command, Option } from 'commander'
import { followRun } from '../agent/follow-run.ts'
import { plain } from '../agent/plain.ts'
import { runInWords, shown } from '../agent/print-run.ts'
import { getJson } from '../api-client.ts'
import { readJson } from '../json-input.ts'
import { ago, cut, printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { toEntityId, toSeq } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { taskIdOf } from './task-id.ts'

const path = '/v1/agent-runs'
const statuses = ['queued', 'running', 'waiting', 'completed', 'failed', 'canceled']

/** Adds what is asked of agents to `orchestrator agent`. */
export function addAgentRuns(agent: Command): void {
  withApiFlags(
    agent.command('run').description('ask an agent; it goes on in the background, and --follow prints what it does'),
  )
    .argument('<agent>', 'its name')
    .argument('<prompt>', 'what you ask')
    .option('--project <project>', 'what it is about: a project’s key or id')
    .option('--task <task>', 'what it is about: a task’s identifier or id')
    .option('--follow', 'print what it does and says, to its end')
    .action(startRun)
  withPages(withApiFlags(agent.command('runs').description('list what agents were asked, newest first')))
    .option('--agent <name>', 'only of this agent')
    .addOption(new Option('--status <status...>', 'only of these').choices(statuses))
    .option('--project <project>', 'only about this project: its key or id')
    .action(listRuns)
  const one = (name: string, description: string) =>
    withApiFlags(agent.command(name).description(description)).argument('<id>', 'id of the run', toEntityId)
  one('run-show', 'show a run: what it was asked, what it did, what it answered')
    .option('--follow', 'print what it does and says, to its end')
    .action(showRun)
  one('answer', 'answer a call that the agent left to you')
    .argument('<step>', 'of the wait', toSeq)
    .option('--output <json>', 'what it gave, as JSON; @file reads a file, - the standard input')
    .option('--error <words>', 'why it gave nothing')
    .action(answerRun)
  one('cancel', 'cancel a run; what it proposed stays').action(cancelRun)
}

type StartFlags = ApiFlags & { project?: string; task?: string; follow?: boolean }

async function startRun(agent: string, prompt: string, flags: StartFlags): Promise<void> {
  const access = accessOf(flags)
  const body = {
    ...{ agent, prompt },
    ...(flags.project !== undefined && { projectId: await projectIdOf(access, flags.project) }),
    ...(flags.task !== undefined && { taskId: await taskIdOf(access, flags.task) }),
  }
  const run = await getJson<AgentRunSummary>(access, path, { method: 'POST', body })
  if (flags.follow) return endAs(await followRun(access, run.id, flags))
  if (flags.json) return printJson(run)
  console.log(`${run.agent} is asked. See what it does: npx orchestrator agent run-show ${run.id} --follow`)
}

/** A run that failed makes the command fail. */
function endAs(run: AgentRunSummary | undefined): void {
  if (run && run.status !== 'completed') process.exitCode = 1
}

type ListFlags = ApiFlags & PageFlags & { agent?: string; status?: string[]; project?: string }

async function listRuns(flags: ListFlags, command: Command): Promise<void> {
  const access = accessOf(flags)
  const filter = {
    agent: flags.agent,
    status: flags.status?.join(','),
    projectId: flags.project === undefined ? undefined : await projectIdOf(access, flags.project),
  }
  const query = { sort: '-createdAt', ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: AgentRunSummary[]; nextCursor: string | null }>(access, path, { query })
  if (flags.json) return printJson(page)
  printTable(
    ['RUN', 'AGENT', 'STATUS', 'ASKED', 'COST', 'PROMPT'],
    page.items.map(({ id, agent, status, createdAt, usage, prompt }) => [
      ...[id, agent, status, ago(createdAt), usage.costUsd === null ? '–' : `$${usage.costUsd}`],
      cut(prompt.replaceAll(/\s+/g, ' '), 80),
    ]),
    Object.values(filter).every((value) => value === undefined)
      ? 'Nothing was asked yet. Ask something: npx orchestrator agent run --help'
      : 'No runs like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showRun(id: string, flags: ApiFlags & { follow?: boolean }): Promise<void> {
  const access = accessOf(flags)
  if (flags.follow) return endAs(await followRun(access, id, flags))
  const run = await getJson<AgentRun>(access, `${path}/${id}`)
  const { items } = await getJson<{ items: AgentStep[] }>(access, `${path}/${id}/steps`)
  if (flags.json) return printJson({ ...run, steps: items })
  console.log(`${plain(run.prompt)}\n`)
  printTable(
    ['STEP', 'AGENT', 'WHAT', 'STATUS', 'WITH'],
    items.map(({ n, agent, kind, name, status, attempts, input, output, error }) => [
      ...[String(n), agent, name || kind, attempts > 1 ? `${status}, ${attempts} attempts` : status],
      error ? withReason(error.message, output) : kind === 'model' ? '' : cut(shown(input), 100),
    ]),
    'It has done nothing yet.',
  )
  console.log(`\n${runInWords(run).join('\n')}`)
}

/** Why a provider refused a request, where this member may see it. */
function withReason(message: string, output: unknown): string {
  const { reason } = (output ?? {}) as { reason?: unknown }
  return plain(typeof reason === 'string' ? `${message}: ${reason}` : message)
}

async function answerRun(
  id: string,
  step: string,
  { output, error, ...flags }: ApiFlags & { output?: string; error?: string },
): Promise<void> {
  if ((output === undefined) === (error === undefined))
    throw new UserError('Give --output or --error.', { exitCode: 2 })
  const body = { step: Number(step), ...(output === undefined ? { error } : { output: readJson(output, '--output') }) }
  const run = await getJson<AgentRunSummary>(accessOf(flags), `${path}/${id}/answer`, { method: 'POST', body })
  if (flags.json) return printJson(run)
  console.log(`Step ${step} is answered.`)
}

async function cancelRun(id: string, flags: ApiFlags): Promise<void> {
  const run = await getJson<AgentRunSummary>(accessOf(flags), `${path}/${id}/cancel`, { method: 'POST' })
  if (flags.json) return printJson(run)
  console.log(run.endedAt === null ? 'It ends shortly.' : 'It is canceled.')
}
