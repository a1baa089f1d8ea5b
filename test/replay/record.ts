// Records the histories that replay.test.ts replays: `node test/replay/record.ts`, or those that are named alone. On a real Postgres and
// a real Temporal, about a minute. Record anew only what a change of the workflows breaks on purpose, and say in the commit what happens
// to runs under way.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient, type RunDetail } from '@orchestrator/sdk/client'
import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { githubTokens, openGitHubStage } from '../../packages/integrations/src/testing/github-stage.ts'
import { startModelServer } from '../support/model-server.ts'
import { startProduct } from '../support/start-product.ts'
import { agentsSay, pausedRun, runAgents } from './record-agents.ts'

const folder = join(import.meta.dirname, 'histories')
const root = join(import.meta.dirname, '..', '..')
const wanted = process.argv.slice(2)

const outside = createServer((request, response) => {
  response.writeHead(request.url === '/missing' ? 404 : 200).end('fine')
})
await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
const github = await openGitHubStage()
const model = await startModelServer(agentsSay)
const product = await startProduct({
  playbooks: join(import.meta.dirname, 'playbooks'),
  env: { ORCHESTRATOR_HTTP_ALLOW_HOSTS: `127.0.0.1,${github.proxy.host}`, ...model.env },
})
const connection = await Connection.connect({ address: product.stack.temporalAddress })
const { workflow } = new Client({ connection })
const client = createClient({ url: product.stack.apiUrl, apiKey: product.apiKey })

try {
  if (wanted.length === 0) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const project = await client.projects.create({ key: 'REC', name: 'Recorded' })
  const make = (title: string, description = '') => client.tasks.create({ projectId: project.id, title, description })

  await make('commands')
  await make('outside', `http://127.0.0.1:${(outside.address() as AddressInfo).port}`)
  await make('failing')
  const waiting = await make('waits')
  await runOf('waits', ({ steps }) => steps.some((step) => step.step === 3 && step.status === 'running'))
  await client.tasks.update(waiting.id, { status: 'started' })
  await make('canceled')
  const { id } = await runOf('canceled', ({ steps }) => steps.length === 2)
  await client.runs.cancel(id)
  const large = await make('large', 'x'.repeat(100_000))
  await client.tasks.update(large.id, { description: 'y'.repeat(100_000) })
  await make('gathered 1')
  await make('gathered 2')
  const { id: connectionId } = await client.connections.create({
    ...{ provider: 'github', name: 'Acme', credentials: { token: githubTokens.ours } },
    settings: { baseUrl: github.proxy.url },
  })
  await make('acts')
  for (const name of ['acts', 'commands', 'outside', 'failing', 'waits', 'canceled', 'large', 'gathered']) {
    await runOf(name, ended)
    await record(name, await newest(name))
  }

  const rule = (name: string, body: string) =>
    client.rules.create({
      ...{ name, when: 'task.created', if: `event.task.title == "${name}"` },
      then: [{ action: 'comment.create', body }],
    })
  // The database takes no NUL, so the transaction fails and the run is tried by itself, then fails.
  await rule('a refused rule', '{{"\\u0000"}}')
  await make('a refused rule')
  await runOf('a refused rule', ended)
  await record('refused-rule', await newest('refusedRule'))
  // A rule with a workflow of its own: a script, and an answer of somebody who did not set it off.
  await client.rules.create({
    ...{ name: 'a rule that asks', when: 'task.created', if: 'event.task.title == "a rule that asks"' },
    then: [
      {
        action: 'script.run',
        name: 'word',
        script: 'return input.title.split(" ")[0]',
        input: { title: '{{event.task.title}}' },
      },
      {
        ...{ action: 'approval.ask', name: 'ok', title: 'May {{steps.word}} rule?', taskId: '{{event.task.id}}' },
        ...{ from: { role: 'VIEWER' }, timeout: '1 hour' },
        then: [{ action: 'comment.create', body: 'yes: {{steps.ok.answer.comment}}' }],
      },
    ],
  })
  const { id: memberId } = await client.members.create({ name: 'Bo', email: 'bo@example.com', role: 'VIEWER' })
  const { key } = await client.apiKeys.create({ name: 'bo', memberId })
  await make('a rule that asks')
  await runOf('a rule that asks', ({ steps }) =>
    steps.some((step) => step.kind === 'wait' && step.status === 'running'),
  )
  const other = createClient({ url: product.stack.apiUrl, apiKey: key })
  for await (const { id: approvalId } of other.approvals.list({ forMe: true }))
    await other.approvals.answer(approvalId, { approved: true, comment: 'fine' })
  await runOf('a rule that asks', ended)
  await record('rule-run', await newest('ruleRun'))
  await client.rules.create({
    name: 'a rule at times',
    when: { schedule: { every: '10 seconds', overlap: 'skip', catchUp: 'latest', catchUpWindow: '7 days' } },
    then: [{ action: 'task.create', projectId: project.id, title: 'at {{event.scheduledFor}}' }],
  })
  await runOf('a rule at times', ended)
  await record('schedule-firing', await newest('scheduleFiring'))
  await keepInStep(connectionId, project.id)
  await record('connection-sync', await newest('connectionSync'))
  for (const [name, type] of Object.entries(await runAgents(client))) await record(name, await newest(type))
  await recordWithoutModel()
} finally {
  await connection.close()
  await product.stop()
  await github.close()
  await model.close()
  outside.close()
}

/** On an installation without any model, where a built-in agent does what it can by itself. */
async function recordWithoutModel(): Promise<void> {
  const bare = await startProduct({ playbooks: join(import.meta.dirname, 'playbooks') })
  const there = await Connection.connect({ address: bare.stack.temporalAddress })
  try {
    const { projects, agentRuns } = createClient({ url: bare.stack.apiUrl, apiKey: bare.apiKey })
    const { id: projectId } = await projects.create({ key: 'BARE', name: 'Bare' })
    const { id } = await agentRuns.create({ agent: 'analyst', prompt: 'how is it?', projectId })
    await pausedRun({ agentRuns }, id)
    const workflows = new Client({ connection: there }).workflow
    await record('agent-without-model', await newest('analyst', workflows), workflows)
  } finally {
    await there.close()
    await bare.stop()
  }
}

function ended({ status }: RunDetail): boolean {
  return !['held', 'queued', 'running', 'skipped'].includes(status)
}

/** Rounds of a connection, one of them because it was woken; it ends once the connection is paused. */
async function keepInStep(connectionId: string, projectId: string): Promise<void> {
  const { containerId } = github
  await client.mappings.create({ connectionId, projectId, containerId })
  const inStep = async () => (await client.connections.health(connectionId)).mappings[0]?.items ?? 0
  for (const title of ['kept in step', 'woken for']) {
    const before = await inStep()
    await client.tasks.create({ projectId, title })
    for (let attempt = 0; (await inStep()) === before; attempt++) {
      if (attempt === 600) throw new Error(`${title} did not get to the other side`)
      await pause(100)
    }
  }
  await client.connections.pause(connectionId)
}

/** The run of a playbook or rule once it is as wanted. */
async function runOf(name: string, wanted: (run: RunDetail) => boolean): Promise<RunDetail> {
  for (let attempt = 0; attempt < 600; attempt++) {
    for await (const { id, playbook, rule } of client.runs.list()) {
      if (playbook !== name && rule !== name) continue
      const run = await client.runs.get(id)
      if (wanted(run)) return run
    }
    await pause(100)
  }
  throw new Error(`the run of ${name} did not get there`)
}

/** The id of the newest workflow of a type, once it has closed. */
async function newest(type: string, of = workflow): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await pause(200)
    for await (const found of of.list({ query: `WorkflowType = '${type}'` })) {
      if (found.status.name !== 'RUNNING') return found.workflowId
      break
    }
  }
  throw new Error(`no workflow ${type} has closed`)
}

/** What is woken again after its end has several runs: of those the one in which most happened. */
async function longestRun(workflowId: string, of: typeof workflow): Promise<string | undefined> {
  let most = { historyLength: 0, runId: undefined as string | undefined }
  for await (const run of of.list({ query: `WorkflowId = '${workflowId}'` }))
    if (run.historyLength > most.historyLength) most = run
  return most.runId
}

async function record(name: string, workflowId: string, of = workflow): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return
  const runId = await longestRun(workflowId, of)
  const history = historyToJSON(await of.getHandle(workflowId, runId).fetchHistory())
  // Stacks name the folder of whoever recorded.
  const text = JSON.stringify({ workflowId, history: JSON.parse(history, shorten) }).replaceAll(root, '/orchestrator')
  writeFileSync(join(folder, `${name}.json`), `${text}\n`)
  console.log(`${name}: ${Math.round(text.length / 1024)} KB`)
}

/** What makes an event large is not what is replayed. */
function shorten(key: string, value: unknown): unknown {
  if (key !== 'data' || typeof value !== 'string' || value.length < 50_000) return value
  const text = Buffer.from(value, 'base64').toString('utf8')
  return Buffer.from(text.replace(/x{1000,}|y{1000,}/g, 'long')).toString('base64')
}
