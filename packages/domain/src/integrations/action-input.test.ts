import { expect, test } from 'vitest'
import { connectorActions, keptOf, problemsOfInput, sampleOutput } from './index.ts'

const isTemplate = (value: unknown) => JSON.stringify(value ?? null).includes('{{')

test('every action’s input can be looked at, and its answer made up', () => {
  for (const [name, { input }] of Object.entries(connectorActions)) {
    const paths = problemsOfInput(name, {}).map(({ path }) => path)
    expect(paths.sort(), name).toEqual([...((input['required'] ?? []) as string[])].sort())
    expect(sampleOutput(name), name).toBeTypeOf('object')
  }
})

test('what is wrong is named by its place; what a template gives is not known yet', () => {
  const input = { repository: 'not one', title: '{{event.task.title}}', files: [{ path: 1 }], more: '{{x}}' }
  expect(
    problemsOfInput('github.createPullRequest', input, isTemplate)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([...['files.0.content', 'files.0.path', 'more', 'repository']])
  expect(
    problemsOfInput('github.closeIssue', { repository: 'a/b', number: '{{event.payload.n}}' }, isTemplate),
  ).toEqual([])
  expect(problemsOfInput('github.closeIssue', { repository: 'a/b', number: '12' }, isTemplate)).toMatchObject([
    { path: 'number' },
  ])
})

test('no action takes a field that it does not know', () => {
  for (const name of Object.keys(connectorActions)) {
    const unknown = problemsOfInput(name, { nonsense: 1 }).find(({ code }) => code === 'unknown_field')
    expect(unknown, name).toMatchObject({ path: 'nonsense' })
  }
})

test('a text of another form is told its form', () => {
  const [problem] = problemsOfInput('notion.createPage', { dataSource: 'Tasks', title: 'x' })
  expect(problem).toMatchObject({
    ...{ path: 'dataSource', code: 'invalid_format' },
    expected: expect.stringMatching(/^the id of the data source, a text of the form \/\^\[0-9a-f\]/),
  })
})

test('a time with an offset is one', () => {
  const worklog = { issue: 'SHOP-1', started: '2026-11-28T09:00:00+01:00', minutes: 5 }
  expect(problemsOfInput('jira.addWorklog', worklog)).toEqual([])
  expect(problemsOfInput('jira.addWorklog', { ...worklog, started: 'soon' })).toMatchObject([{ path: 'started' }])
})

test('runs show no credentials, and of long texts the beginning', () => {
  const input = {
    inputs: { api_token: 'x', ref: 'main', n: 1 },
    files: [{ content: 'a'.repeat(5_000) }],
    password: null,
  }
  const kept = keptOf(input) as { files: { content: string }[] }
  expect(kept).toMatchObject({ inputs: { api_token: '[redacted]', ref: 'main', n: 1 }, password: null })
  expect(kept.files[0]?.content).toHaveLength(2_001)
})
