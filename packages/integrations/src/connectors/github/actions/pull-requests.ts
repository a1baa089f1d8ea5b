import { checkPaths } from '@orchestrator/domain'
import * as z from 'zod'
import { ProviderError } from '../../../connector/provider-error.ts'
import type { GitHubClient } from '../client.ts'
import { withMarker, withoutMarker } from '../marker.ts'
import { commitFiles, FileChange } from './branch.ts'
import { defineAction } from './define-action.ts'
import { at, findMarked, RepositoryName, refused } from './inside.ts'

const Repository = z.object({ full_name: z.string(), default_branch: z.string() })
const Pull = z.object({
  number: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
})
type Pull = z.infer<typeof Pull>

const number = z.int().positive().meta({ description: 'the number of the pull request' })
const branchName = z
  .string()
  .max(200)
  .regex(/^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|@\{))[^\s~^:?*[\\]+(?<![/.])$/u, 'the name of a branch')

export const createPullRequest = defineAction({
  name: 'Create a pull request',
  summary:
    'Makes a branch with a commit of the given files and a pull request of it. Where there is an open one of that branch, it gets the commit, the title and the text.',
  input: z.strictObject({
    repository: RepositoryName,
    title: z.string().trim().min(1).max(256),
    body: z.string().max(60_000).default(''),
    branch: branchName.optional().meta({ description: 'by default one of its own for each step' }),
    base: branchName.optional().meta({ description: 'by default the repository’s' }),
    message: z.string().min(1).max(10_000).optional().meta({ description: 'of the commit; by default the title' }),
    files: z.array(FileChange).max(300).superRefine(checkPaths).default([]),
    draft: z.boolean().default(false),
  }),
  output: z.object({
    number: z.number(),
    url: z.string(),
    branch: z.string(),
    sha: z.string(),
    draft: z.boolean(),
    created: z.boolean().meta({ description: 'false: there was one, and it was updated' }),
  }),
  async run(input, { client, marker, retry }) {
    const { repository, title, files, draft } = input
    const { data: known } = await client.ask(Repository, `GET ${at(repository)}`)
    const branch = input.branch ?? `orchestrator/${marker.slice(0, 23)}`
    const base = input.base ?? known.default_branch
    if (branch === base) throw refused('branch', 'is the branch into which it would be merged')
    const query = {
      state: 'all',
      head: `${known.full_name.split('/')[0]}:${branch}`,
      sort: 'created',
      direction: 'desc',
    }
    const path = `${at(repository)}/pulls`
    const mine = retry ? await findMarked(client, Pull, { path, query, pages: 2 }, marker) : null
    // Done by an earlier try, and closed or merged since: its branch is not made again.
    if (mine && mine.state !== 'open') return result(mine, mine.head.sha, retry)
    const sha = await commitFiles(client, { repository, branch, base, message: input.message ?? title, files })
    const open = mine ?? (await openOf(client, path, query, branch))
    if (open) return result(await rewrite(client, path, open, input), sha, mine !== null)
    const body = withMarker(input.body, marker)
    try {
      const { data } = await client.ask(Pull, `POST ${path}`, { title, body, head: branch, base, draft })
      return result(data, sha, true)
    } catch (error) {
      // Somebody made one of the same branch since we looked: GitHub takes one at a time.
      const other =
        error instanceof ProviderError && error.kind === 'invalid' && (await openOf(client, path, query, branch))
      if (!other) throw error
      return result(await rewrite(client, path, other, input), sha, false)
    }
  },
})

async function rewrite(client: GitHubClient, path: string, pull: Pull, given: { title: string; body: string }) {
  const body = withMarker(given.body, withoutMarker(pull.body).marker)
  return (await client.ask(Pull, `PATCH ${path}/${pull.number}`, { title: given.title, body })).data
}

async function openOf(client: GitHubClient, path: string, query: object, branch: string): Promise<Pull | undefined> {
  const { data } = await client.ask(z.array(Pull), `GET ${path}`, { ...query, state: 'open', per_page: 100 })
  return data.find(({ head }) => head.ref === branch)
}

const result = (pull: Pull, sha: string, created: boolean) => ({
  ...{ number: pull.number, url: pull.html_url, branch: pull.head.ref },
  ...{ sha, draft: pull.draft ?? false, created },
})

export const mergePullRequest = defineAction({
  name: 'Merge a pull request',
  summary: 'Merges it; one that is merged already stays as it is.',
  input: z.strictObject({
    repository: RepositoryName,
    number,
    method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
    sha: z.string().optional().meta({ description: 'only if this is still its last commit' }),
  }),
  output: z.object({ sha: z.string().nullable(), merged: z.boolean() }),
  async run({ repository, number: which, method, sha }, { client }) {
    const path = `${at(repository)}/pulls/${which}`
    const schema = Pull.extend({ merged: z.boolean().nullish(), merge_commit_sha: z.string().nullish() })
    const { data } = await client.ask(schema, `GET ${path}`)
    if (data.merged) return { sha: data.merge_commit_sha ?? null, merged: true }
    const Merged = z.object({ sha: z.string(), merged: z.boolean() })
    return (await client.ask(Merged, `PUT ${path}/merge`, { merge_method: method, ...(sha !== undefined && { sha }) }))
      .data
  },
})

export const requestReviewers = defineAction({
  name: 'Request reviewers',
  summary: 'Asks people or teams to review a pull request; those who are asked already stay asked.',
  input: z
    .strictObject({
      repository: RepositoryName,
      number,
      reviewers: z.array(z.string()).max(15).default([]).meta({ description: 'logins' }),
      teams: z.array(z.string()).max(15).default([]).meta({ description: 'slugs of teams' }),
    })
    .refine(({ reviewers, teams }) => reviewers.length + teams.length > 0, 'name somebody'),
  output: z.object({ reviewers: z.array(z.string()), teams: z.array(z.string()) }),
  async run({ repository, number: which, reviewers, teams }, { client }) {
    const schema = z.object({
      requested_reviewers: z.array(z.object({ login: z.string() })).nullish(),
      requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
    })
    const { data } = await client.ask(schema, `POST ${at(repository)}/pulls/${which}/requested_reviewers`, {
      ...(reviewers.length > 0 && { reviewers }),
      ...(teams.length > 0 && { team_reviewers: teams }),
    })
    return {
      reviewers: (data.requested_reviewers ?? []).map(({ login }) => login),
      teams: (data.requested_teams ?? []).map(({ slug }) => slug),
    }
  },
})

export const dispatchWorkflow = defineAction({
  name: 'Start a workflow',
  summary: 'Starts a workflow of GitHub Actions that has `workflow_dispatch`.',
  input: z.strictObject({
    repository: RepositoryName,
    workflow: z
      .string()
      .regex(/^[\w.-]+$/)
      .meta({ description: 'its id, or the name of its file' }),
    ref: z.string().min(1).meta({ description: 'a branch or a tag' }),
    inputs: z.record(z.string(), z.string()).default({}),
  }),
  output: z.object({ dispatched: z.boolean() }),
  async run({ repository, workflow, ref, inputs }, { client, retry }) {
    // GitHub does not say which run came of which request, so a second one could not be told from the first.
    if (retry) {
      throw new ProviderError(
        'github',
        'ambiguous',
        'the workflow may have been started by the try before: look before you start it again',
      )
    }
    await client.ask(z.unknown(), `POST ${at(repository)}/actions/workflows/${workflow}/dispatches`, { ref, inputs })
    return { dispatched: true }
  },
})
