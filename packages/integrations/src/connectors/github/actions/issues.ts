import * as z from 'zod'
import { withMarker } from '../marker.ts'
import { defineAction } from './define-action.ts'
import { at, findMarked, RepositoryName } from './inside.ts'

const Made = z.object({ id: z.number(), html_url: z.string(), body: z.string().nullish() })
const Issue = z.object({ number: z.number(), html_url: z.string(), state: z.string(), body: z.string().nullish() })
const number = z.int().positive().meta({ description: 'the number of an issue or a pull request' })
const Text = z.string().min(1).max(60_000)
const IssueResult = z.object({ number: z.number(), url: z.string(), state: z.string() })

export const createIssue = defineAction({
  name: 'Create an issue',
  summary: 'Makes an issue in a repository.',
  input: z.strictObject({
    repository: RepositoryName,
    title: z.string().trim().min(1).max(256),
    body: Text.optional(),
    labels: z.array(z.string()).max(100).optional(),
    assignees: z.array(z.string()).max(10).optional().meta({ description: 'logins' }),
  }),
  output: IssueResult,
  async run({ repository, body, ...rest }, { client, marker, retry }) {
    const path = `${at(repository)}/issues`
    // Of the last thousand: a try is repeated within days, and a list cannot be asked by text.
    const query = { state: 'all', sort: 'created', direction: 'desc' }
    const before = retry ? await findMarked(client, Issue, { path, query, pages: 10 }, marker) : null
    const made = before ?? (await client.ask(Issue, `POST ${path}`, { ...rest, body: withMarker(body, marker) })).data
    return { number: made.number, url: made.html_url, state: made.state }
  },
})

export const closeIssue = defineAction({
  name: 'Close an issue',
  summary: 'Closes an issue; one that is closed already stays as it is.',
  input: z.strictObject({
    repository: RepositoryName,
    number,
    reason: z.enum(['completed', 'not_planned']).default('completed'),
  }),
  output: IssueResult,
  async run({ repository, number: which, reason }, { client }) {
    const path = `${at(repository)}/issues/${which}`
    const { data } = await client.ask(Issue, `PATCH ${path}`, { state: 'closed', state_reason: reason })
    return { number: data.number, url: data.html_url, state: data.state }
  },
})

export const addComment = defineAction({
  name: 'Add a comment',
  summary: 'Writes a comment on an issue or a pull request.',
  input: z.strictObject({ repository: RepositoryName, number, body: Text }),
  output: z.object({ id: z.string(), url: z.string() }),
  async run({ repository, number: on, body }, { client, marker, retry }) {
    const path = `${at(repository)}/issues/${on}/comments`
    const before = retry ? await findMarked(client, Made, { path, pages: 100 }, marker) : null
    const made = before ?? (await client.ask(Made, `POST ${path}`, { body: withMarker(body, marker) })).data
    return { id: String(made.id), url: made.html_url }
  },
})

export const addLabels = defineAction({
  name: 'Add labels',
  summary: 'Adds labels to an issue or a pull request; those that it has already stay.',
  input: z.strictObject({ repository: RepositoryName, number, labels: z.array(z.string().min(1)).min(1).max(100) }),
  output: z.object({ labels: z.array(z.string()) }),
  async run({ repository, number: on, labels }, { client }) {
    const schema = z.array(z.object({ name: z.string() }))
    const { data } = await client.ask(schema, `POST ${at(repository)}/issues/${on}/labels`, { labels })
    return { labels: data.map(({ name }) => name) }
  },
})
