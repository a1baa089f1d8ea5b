import {
  type Json,
  OrchestratorError,
  on,
  type Project,
  type Projects,
  playbook,
  type TaskType,
} from '@orchestrator/sdk'
import * as z from 'zod'

/** The parts of GitHub's `issues` webhook that are used here; the rest is left out. */
const IssueWebhook = z.object({
  action: z.string(),
  issue: z.object({
    id: z.int().positive(),
    number: z.int().positive(),
    title: z.string(),
    body: z.string().nullish(),
    html_url: z.url(),
    user: z.object({ login: z.string() }).nullish(),
    labels: z.array(z.object({ name: z.string() })).nullish(),
  }),
  repository: z.object({ name: z.string(), full_name: z.string() }),
})

export default playbook({
  id: 'issue-intake',
  title: 'GitHub issue → task',
  when: on.webhook('issue-intake', { verify: 'github', body: IssueWebhook, if: (e) => e.body.action.eq('opened') }),
  scopes: ['workspace.read', 'task.create'],
  async run({ event, tasks, projects, log }): Promise<Json> {
    const { issue, repository } = event.body
    const project = await projectFor(repository.name, projects)
    const id = taskIdOf(issue.id)
    try {
      const task = await tasks.create({
        id,
        projectId: project.id,
        title: issue.title.trim().slice(0, 500) || `${repository.full_name}#${issue.number}`,
        description: describe(event.body),
        type: typeOf(labelsOf(event.body)),
        status: 'triage',
        tags: labelsOf(event.body),
      })
      return { task: task.identifier, project: project.key }
    } catch (error) {
      // GitHub sends a webhook again when it got no answer in time, and people press "Redeliver".
      if (!(error instanceof OrchestratorError) || error.code !== 'already_exists') throw error
      log.info('this issue has a task already', { issue: issue.html_url, task: id })
      return { task: id, duplicate: true }
    }
  },
})

/** The project whose key or name is the repository's name, else the first that is active. */
async function projectFor(repository: string, projects: Projects): Promise<Project> {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  let firstActive: Project | undefined
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Projects['list']>> = await projects.list({ limit: 200, cursor })
    const found = page.items.find((project) =>
      [project.key, project.name].some((name) => plain(name) === plain(repository)),
    )
    if (found) return found
    firstActive ??= page.items.find((project) => project.status !== 'completed' && project.status !== 'canceled')
    cursor = page.nextCursor
  } while (cursor)
  if (firstActive) return firstActive
  throw new Error(
    `There is no project for issues of ${repository}: create one (named like the repository, or any that is active) and redeliver the webhook.`,
  )
}

/** One issue, one id: a second task for the same issue is refused, however often and wherever the webhook comes in. GitHub's issue ids are unique. */
function taskIdOf(issueId: number): string {
  return `67697468-7562-8000-8000-${issueId.toString(16).padStart(12, '0')}`
}

function labelsOf({ issue }: z.output<typeof IssueWebhook>): string[] {
  const names = (issue.labels ?? []).map((label) => label.name.replaceAll(/[,\n]/g, ' ').trim().slice(0, 60))
  return [...new Set(names.filter((name) => name !== ''))].slice(0, 50)
}

function typeOf(labels: readonly string[]): TaskType {
  return labels.some((label) => label.toLowerCase() === 'bug') ? 'bug' : 'task'
}

function describe({ issue, repository }: z.output<typeof IssueWebhook>): string {
  const source = `[${repository.full_name}#${issue.number}](${issue.html_url})`
  const author = issue.user ? `, opened by ${issue.user.login}` : ''
  return `${(issue.body ?? '').slice(0, 90_000)}\n\nFrom GitHub: ${source}${author}`.trim()
}
