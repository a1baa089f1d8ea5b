import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, getJson } from '../api-client.ts'
import { repositoryRoot } from '../stack/start-part.ts'
import { UserError } from '../user-error.ts'
import { sendWebhook } from '../webhook/send-webhook.ts'
import { isNamedLikeTour, projectOfTour, projectsOf, tourPayload } from './tour.ts'

interface Run {
  id: string
  status: string
  playbook: string | null
  result?: unknown
  error?: { message?: string } | null
  temporalUrl?: string | null
  steps?: {
    changes?: { subject: { type: string; id: string }; after?: { identifier?: string; title?: string } | null }[]
  }[]
}

/** Plays the main job once: a real payload to the webhook, a run on Temporal, a task. Prints what happened. */
export async function playDemo({ access, signal }: { access: Access; signal: AbortSignal }): Promise<void> {
  console.log('A demonstration, once: a GitHub issue becomes a task.')
  const project = await demoProject(access)
  const body = await demoPayload()
  const headers = { 'X-GitHub-Event': 'issues' }
  const { answer } = await whenDeployed(signal, () => sendWebhook({ access, path: 'issue-intake', body, headers }))
  console.log(`  1  GitHub's "issues.opened" payload went to the incoming webhook issue-intake.`)
  const run = await waitForRun(access, (answer as { eventId: string }).eventId, signal)
  console.log(`  2  The playbook ${run.playbook} ran on Temporal: ${run.status}.`)
  if (run.temporalUrl) console.log(`     ${run.temporalUrl}`)
  if (run.status !== 'completed') throw new UserError(run.error?.message ?? `the run ended as ${run.status}`)
  const change = run.steps?.flatMap((step) => step.changes ?? []).find(({ subject }) => subject.type === 'task')
  const { identifier = '', title = '' } = change?.after ?? {}
  console.log(`  3  It made the task ${identifier} "${title}" in the project ${project}.\n`)
}

// Named like the repository in the payload: the playbook puts its issues there. Where the key is another project's, it finds one by itself.
async function demoProject(access: Access): Promise<string> {
  const name = 'Hello World'
  const projects = await projectsOf(access)
  if (projects.some(isNamedLikeTour) || projects.some(({ key }) => key === 'HELLO'))
    return projectOfTour(projects)?.name ?? name
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

async function waitForRun(access: Access, eventId: string, signal: AbortSignal): Promise<Run> {
  const until = Date.now() + 60_000
  for (;;) {
    const { items } = await getJson<{ items: Run[] }>(access, '/v1/runs', { query: { eventId } })
    const run = items.find(({ status }) => status !== 'queued' && status !== 'running')
    if (run) return await getJson<Run>(access, `/v1/runs/${run.id}`)
    if (Date.now() > until)
      throw new UserError('no run of issue-intake ended within a minute; see: npx orchestrator runs')
    await sleep(200, undefined, { signal })
  }
}
