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
  const body = await readFile(join(repositoryRoot, tourPayload))
  await sendWebhook({ access, path: 'issue-intake', body, headers: { 'X-GitHub-Event': 'issues' } })
  console.log('  1  A GitHub "issues.opened" payload went to the incoming webhook issue-intake.')
  const run = await waitForRun(access, before, signal)
  const at = workflowAddress(options, run)
  console.log(`  2  The playbook issue-intake ran on Temporal: ${run.status}.${at ? `\n     ${at}` : ''}`)
  if (run.status !== 'completed') throw new UserError(run.error?.message ?? `the run ended as ${run.status}`)
  const task = await newestTask(access)
  if (task) console.log(`  3  It made the task "${task.title}" (${task.id}).\n`)
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
