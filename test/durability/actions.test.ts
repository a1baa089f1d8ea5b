import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type GitHubStage,
  githubTokens,
  openGitHubStage,
} from '../../packages/integrations/src/testing/github-stage.ts'
import { playbookText } from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { type Arena, type Name, openArena } from './arena/arena.ts'
import { until } from './arena/oracle.ts'
import { createWriter, type Writer } from './arena/writer.ts'

// A pull request is made with the process killed in the middle: the service has done what it was asked, and nobody was told.

let arena: Arena
let github: GitHubStage
let write: Writer
let connectionId: string
beforeAll(async () => {
  github = await openGitHubStage()
  arena = await openArena({
    parts: ['api', 'relay', 'playbooks', 'sync'],
    env: { ORCHESTRATOR_HTTP_ALLOW_HOSTS: github.proxy.host },
    playbooks: {
      'dev/pull-request/playbook.ts': playbookText(
        'pull-request',
        `const { title } = event.task
         const { number } = await (context as any).integrations.github.createPullRequest({
           repository: 'acme-dev/shop', title, branch: title, files: [{ path: 'made.txt', content: title }],
         })
         return { number }`,
        { when: "on('task.created', { if: (e) => e.task.title.startsWith('playbook-') })" },
      ),
    },
  })
  await arena.allUp()
  write = createWriter(arena)
  const { body } = await write('POST', '/v1/connections', 'connect', {
    ...{ provider: 'github', credentials: { token: githubTokens.ours }, settings: { baseUrl: github.proxy.url } },
  })
  connectionId = String(body['id'])
  await write('POST', '/v1/rules', 'rule', {
    ...{ name: 'pull request', when: 'task.created', if: 'event.task.title.startsWith("rule-")' },
    then: [
      {
        ...{ action: 'integration.call', call: 'github.createPullRequest' },
        input: {
          // Its branch follows from the step's key, which is the same on every try.
          ...{ repository: 'acme-dev/shop', title: '{{event.task.title}}' },
          files: [{ path: 'made.txt', content: '{{event.task.title}}' }],
        },
      },
    ],
  })
}, 300_000)
afterAll(async () => {
  await arena?.close()
  await github?.close()
})

/** The process goes at the moment at which the request is under way; its answer comes to nobody. */
function killAt(name: Name, path: string): { readonly killed: () => boolean } {
  let killed = false
  github.proxy.plan(
    { kind: 'drop' },
    {
      when(request) {
        if (killed || request.method !== 'POST' || !request.path.endsWith(path)) return false
        killed = true
        void arena.kept[name].kill(500)
        return true
      },
    },
  )
  return { killed: () => killed }
}

const see = async <T>(path: string): Promise<T> =>
  (await github.emulator.ask(githubTokens.ours, 'GET', `/repos/acme-dev/shop${path}`)).body as T

async function expectMadeOnce(title: string): Promise<void> {
  const all = await see<{ title: string; head: { ref: string } }[]>('/pulls?state=all&per_page=100')
  const pulls = all.filter((one) => one.title === title)
  expect(pulls).toHaveLength(1)
  const branch = encodeURIComponent(pulls[0]?.head.ref ?? '')
  const commits = await see<{ commit: { message: string } }[]>(`/commits?sha=${branch}&per_page=100`)
  expect(commits.filter(({ commit }) => commit.message === title)).toHaveLength(1)
}

const ended = (title: string) =>
  until(`the run of ${title}`, 240_000, async () => {
    const [row] = await arena.sql<{ status: string; error: unknown; attempts: number }[]>`
      select r.status, r.error, s.attempts from runs r
      join tasks t on t.workspace_id = r.workspace_id and t.id = r.subject_id
      left join run_steps s on s.workspace_id = r.workspace_id and s.run_id = r.id
      where t.title = ${title} and r.status not in ('skipped')`
    return { done: row !== undefined && !['queued', 'running'].includes(row.status), state: row }
  })

test.each([
  ['playbook-pulls', '/pulls'],
  ['playbook-refs', '/refs'],
  ['rule-pulls', '/pulls'],
])(
  '%s: exactly one pull request and one commit when the process that asks is killed at %s',
  async (title, path) => {
    const kill = killAt('sync', path)
    await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })
    await ended(title)
    expect(kill.killed()).toBe(true)
    const [run] = await arena.sql<{ status: string; error: unknown; attempts: number }[]>`
    select r.status, r.error, s.attempts from runs r join tasks t on t.id = r.subject_id
    join run_steps s on s.run_id = r.id where t.title = ${title}`
    expect(run).toMatchObject({ status: 'completed', error: null })
    expect(run?.attempts).toBeGreaterThanOrEqual(2)
    await expectMadeOnce(title)
  },
  300_000,
)

test('the same over HTTP: the client asks again with its key', async () => {
  const kill = killAt('api', '/pulls')
  const input = {
    ...{ repository: 'acme-dev/shop', title: 'http-pulls', branch: 'http-pulls' },
    files: [{ path: 'made.txt', content: 'http' }],
  }
  const path = `/v1/connections/${connectionId}/actions/createPullRequest`
  const answer = await write('POST', path, 'http-pulls', { input })
  expect(kill.killed()).toBe(true)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { output: { branch: 'http-pulls' } } })
  expect(answer.attempts).toBeGreaterThan(1)
  await expectMadeOnce('http-pulls')
  const again = await write('POST', path, 'http-pulls', { input })
  expect(again.body).toEqual(answer.body)
}, 300_000)
