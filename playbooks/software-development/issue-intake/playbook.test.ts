import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import issueIntake from './playbook.ts'

interface Payload {
  action: string
  issue: Record<string, unknown>
  repository: Record<string, unknown>
}
const payload = JSON.parse(readFileSync(new URL('./issues.opened.json', import.meta.url), 'utf8')) as Payload
const webhook = (body: unknown = payload) => fake('webhook.received', { webhook: 'issue-intake', body })
const withIssue = (issue: object) => webhook({ ...payload, issue: { ...payload.issue, ...issue } })
const project = {
  id: '019b0000-0000-7000-8000-0000000000a1',
  key: 'WEB',
  name: 'Hello World',
  status: 'started',
} as const

describe('issue-intake', () => {
  it('makes a task of the issue that GitHub sends', async () => {
    const run = await testRun(issueIntake, webhook(), { projects: [{ key: 'OPS', status: 'started' }, project] })
    expect(run).toMatchObject({ status: 'completed', result: { task: 'WEB-1', project: 'WEB' } })
    expect(run.tasks).toMatchObject([
      {
        projectId: project.id,
        title: 'Spelling error in the README file',
        type: 'bug',
        status: 'triage',
        tags: ['bug'],
        description:
          "It looks like you accidently spelled 'commit' with two 't's.\n\nFrom GitHub: [Codertocat/Hello-World#1](https://github.com/Codertocat/Hello-World/issues/1), opened by Codertocat",
      },
    ])
  })

  it('makes one task however often the webhook comes', async () => {
    const first = await testRun(issueIntake, webhook(), { projects: [project] })
    const again = await testRun(issueIntake, webhook(), { projects: [project], tasks: first.tasks })
    expect(again).toMatchObject({ status: 'completed', result: { task: first.tasks[0]?.id, duplicate: true } })
    expect(again.tasks).toHaveLength(1)
  })

  it('takes the first active project when none has the name of the repository', async () => {
    const run = await testRun(issueIntake, webhook(), {
      projects: [
        { key: 'OLD', status: 'completed' },
        { key: 'OPS', status: 'started' },
      ],
    })
    expect(run.result).toEqual({ task: 'OPS-1', project: 'OPS' })
  })

  it('says what to do when there is no project', async () => {
    const run = await testRun(issueIntake, webhook())
    expect(run).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^There is no project for issues of Hello-World: create one/),
    })
  })

  it('leaves everything but new issues alone', async () => {
    const run = await testRun(issueIntake, webhook({ ...payload, action: 'edited' }))
    expect(run).toMatchObject({
      status: 'not_started',
      reason: 'event.body.action == "opened" is false: event.body.action is "edited"',
    })
    expect((await testRun(issueIntake, webhook({ zen: 'a ping' }))).status).toBe('not_started')
  })

  it.each([
    [
      'no body, labels or author',
      { body: null, labels: undefined, user: null },
      { description: expect.stringMatching(/^From GitHub: \[.*\)$/), tags: [], type: 'task' },
    ],
    [
      'odd labels',
      { labels: [{ name: 'a, b' }, { name: 'x'.repeat(80) }, { name: ' ' }, { name: 'Bug' }, { name: 'Bug' }] },
      { tags: ['a  b', 'x'.repeat(60), 'Bug'], type: 'bug' },
    ],
    ['a very long title', { title: 'x'.repeat(900) }, { title: 'x'.repeat(500) }],
    ['a blank title', { title: '  ' }, { title: 'Codertocat/Hello-World#1' }],
  ])('takes an issue with %s', async (_, issue, task) => {
    const run = await testRun(issueIntake, withIssue(issue), { projects: [project] })
    expect(run.status).toBe('completed')
    expect(run.tasks).toMatchObject([task])
  })

  it('ships the payload of GitHub’s own examples', () => {
    const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
      name: string
      examples: Payload[]
    }[]
    expect(payload).toEqual(
      examples.find(({ name }) => name === 'issues')?.examples.find(({ action }) => action === 'opened'),
    )
  })
})
