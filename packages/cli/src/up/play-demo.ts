import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, getJson } from '../api-client.ts'
import { repositoryRoot } from '../stack/start-part.ts'
import { UserError } from '../user-error.ts'
import { sendWebhook } from '../webhook/send-webhook.ts'
import { tourPayload } from './print-summary.ts'

interface Run {
  id: string
  status: string
  playbook?: string | null
  eventId?: string | null
  workflowId?: string | null
  error?: { message?: string } | null
}

/** Plays the main job once: a real payload to the webhook, a run on Temporal, a task. Prints what happened. */
export async function playDemo(options: {
  access: Access
  temporalUi: string | undefined
  namespace: string
  signal: AbortSignal
}): Promise<void> {
  const { access, signal } = options
  console.log('A demonstration, once: a GitHub issue becomes a task.')
  const before = new Set((await listRuns(access)).map((run) => run.id))
  const project = await demoProject(access)
  const body = await demoPayload()
  await whenDeployed(signal, () =>
    sendWebhook({ access, path: 'issue-intake', body, headers: { 'X-GitHub-Event': 'issues' } }),
  )
  console.log(`  1  GitHub's "issues.opened" payload went to the incoming webhook issue-intake.`)
  const run = await waitForRun(access, before, signal)
  const at = workflowAddress(options, run)
  console.log(`  2  The playbook issue-intake ran on Temporal: ${run.status}.${at ? `\n     ${at}` : ''}`)
  if (run.status !== 'completed') throw new UserError(run.error?.message ?? `the run ended as ${run.status}`)
  const task = await newestTask(access)
  if (task) console.log(`  3  It made the task "${task.title}" in the project ${project}.\n     ${task.id}\n`)
}

// Named like the repository in the payload: the playbook puts its issues there.
async function demoProject(access: Access): Promise<string> {
  const name = 'Hello World'
  const { items } = await getJson<{ items: { name: string }[] }>(access, '/v1/projects', { query: { limit: 200 } })
  if (!items.some((project) => project.name === name))
    await getJson(access, '/v1/projects', { body: { name, key: 'HELLO' } })
  return name
}

// The tour's payload with an issue id of its own: the same issue makes one task only, and the tour wants to make one too.
async function demoPayload(): Promise<Uint8Array> {
  const payload = JSON.parse(await readFile(join(repositoryRoot, tourPayload), 'utf8')) as { issue: { id: number } }
  return Buffer.from(JSON.stringify({ ...payload, issue: { ...payload.issue, id: payload.issue.id + 1 } }))
}

// On the first start the webhook comes into being a moment after the API.
async function whenDeployed<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  const until = Date.now() + 30_000
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(300, undefined, { signal })
    }
  }
}

async function listRuns(access: Access): Promise<Run[]> {
  return (await getJson<{ items: Run[] }>(access, '/v1/runs', { query: { limit: 50 } })).items
}

async function waitForRun(access: Access, before: Set<string>, signal: AbortSignal): Promise<Run> {
  const until = Date.now() + 60_000
  for (;;) {
    const run = (await listRuns(access)).find(
      (one) => !before.has(one.id) && one.status !== 'queued' && one.status !== 'running',
    )
    if (run) return run
    if (Date.now() > until)
      throw new UserError('no run of issue-intake ended within a minute; see: npx orchestrator runs')
    await sleep(300, undefined, { signal })
  }
}

async function newestTask(access: Access): Promise<{ id: string; title: string } | undefined> {
  const { items } = await getJson<{ items: { id: string; title: string; createdAt: string }[] }>(access, '/v1/tasks', {
    query: { limit: 50 },
  })
  return items.sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
}

function workflowAddress(
  { temporalUi, namespace }: { temporalUi: string | undefined; namespace: string },
  run: Run,
): string | undefined {
  if (!temporalUi || !run.workflowId) return undefined
  return `${temporalUi}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(run.workflowId)}`
}
