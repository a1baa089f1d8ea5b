import { expect, expectTypeOf, it } from 'vitest'
import { OrchestratorError, on, playbook } from '../index.ts'
import { fake, testRun } from './index.ts'

const reports = playbook({
  id: 'reports',
  when: on('task.created'),
  async run({ event, integrations }) {
    const { number } = await integrations.github.createIssue(
      { repository: 'acme/shop', title: event.task.title, labels: ['bug'] },
      { connection: 'Acme' },
    )
    expectTypeOf(number).toEqualTypeOf<number>()
    const { merged } = await integrations.github.mergePullRequest({ repository: 'acme/shop', number })
    return { number, merged }
  },
})
const created = fake('task.created', { task: { title: 'Login fails' } })
const issue = { url: 'https://github.com/acme/shop/issues/7', state: 'open' }

it('functions of the test stand in for services, and are told what the run asked', async () => {
  const seen: unknown[] = []
  const run = await testRun(reports, created, {
    integrations: {
      github: {
        createIssue: (input, call) => {
          expectTypeOf(input.title).toEqualTypeOf<string>()
          seen.push(input, call)
          return { number: 7, ...issue }
        },
        mergePullRequest: async ({ number }) => ({ sha: null, merged: number === 7 }),
      },
    },
  })
  expect(run.error).toBe(null)
  expect(run.result).toEqual({ number: 7, merged: true })
  expect(seen).toEqual([
    { repository: 'acme/shop', title: 'Login fails', labels: ['bug'] },
    { connection: 'Acme', attempt: 1 },
  ])
  expect(run.effects).toMatchObject([
    { kind: 'action', name: 'github.createIssue', connection: 'Acme', output: { number: 7 } },
    { kind: 'action', name: 'github.mergePullRequest', connection: null, input: { number: 7 } },
  ])
  expect(run.steps[0]?.summary).toBe('github.createIssue "Login fails"')
})

it('what passes is tried again in virtual time; what is refused is not', async () => {
  const code = (value: string, until: number) => {
    let tries = 0
    const createIssue = () => {
      if (++tries <= until) throw new OrchestratorError(value, 'no')
      return { number: tries, ...issue }
    }
    const mergePullRequest = () => ({ sha: null, merged: true })
    return testRun(reports, created, { integrations: { github: { createIssue, mergePullRequest } } })
  }
  const passed = await code('provider_unavailable', 3)
  expect(passed.result).toEqual({ number: 4, merged: true })
  expect(passed.elapsedMs).toBe(7_000)
  expect(await code('provider_unavailable', 11)).toMatchObject({
    status: 'failed',
    error: { code: 'provider_unavailable' },
  })
  expect(await code('provider_invalid', 1)).toMatchObject({ status: 'failed', elapsedMs: 0 })
})

it('what the server would refuse is refused: a wrong input, a scope that is missing; and a test without a stand-in is told', async () => {
  const wrong = await testRun(reports, fake('task.created', { task: { title: 'x'.repeat(400) } }), {})
  expect(wrong).toMatchObject({ status: 'failed', error: { code: 'invalid_input', fields: [{ path: 'input.title' }] } })
  const narrow = playbook({
    id: 'narrow',
    when: on('task.created'),
    scopes: ['workspace.read'],
    run: ({ integrations }) => integrations.jira.addComment({ issue: 'SHOP-1', body: 'b' }),
  })
  expect(await testRun(narrow, created)).toMatchObject({ status: 'failed', error: { code: 'forbidden' } })
  expect(await testRun(reports, created)).toMatchObject({
    reason: expect.stringContaining('give testRun `integrations`'),
  })
})
