import type { ChecksState, ReviewState } from '@orchestrator/domain'
import * as z from 'zod'
import type { PullRequest } from '../../../connector/code.ts'
import { ProviderError } from '../../../connector/provider-error.ts'
import { type GitHubClient, hasNext } from '../client.ts'
import { closedBy } from '../closing-keywords.ts'
import { allPages } from '../inside.ts'
import { issueRef } from '../items.ts'
import { withoutMarker } from '../marker.ts'

const Repository = z.object({ id: z.number(), full_name: z.string() })
const Person = z.object({ login: z.string() })

export const Pull = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  closed_at: z.string().nullish(),
  updated_at: z.string(),
  requested_reviewers: z.array(Person).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  // Of a fork that was deleted it is null.
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.number() }).nullish() }),
  base: z.object({ ref: z.string(), repo: Repository }),
})
export type Pull = z.infer<typeof Pull>

const Review = z.object({ state: z.string(), user: Person.nullish() })
const Run = z.object({ status: z.string(), conclusion: z.string().nullish() })
const Status = z.object({ state: z.string(), total_count: z.number() })

/** A pull request with what reviewers and checks say of it; of one that is closed that is no longer asked. */
export async function lookAt(client: GitHubClient, repositoryId: string, number: number): Promise<PullRequest> {
  const { data } = await client.ask(Pull, 'GET /repositories/{repository_id}/pulls/{number}', {
    repository_id: repositoryId,
    number,
  })
  return complete(client, data)
}

export async function complete(client: GitHubClient, pull: Pull): Promise<PullRequest> {
  const plain = told(pull)
  if (pull.state !== 'open') return plain
  const { repositoryId, sha } = plain
  return {
    ...plain,
    review: await reviewOf(client, repositoryId, pull),
    checks: await checksOf(client, repositoryId, sha),
  }
}

/** What it says of itself. */
export function told(pull: Pull): PullRequest {
  const { base, head } = pull
  const repositoryId = String(base.repo.id)
  const { text, marker } = withoutMarker(pull.body)
  return {
    ...{ repositoryId, repository: base.repo.full_name, number: pull.number },
    externalId: `${repositoryId}/pulls/${pull.number}`,
    ...{ url: pull.html_url, title: pull.title, body: text ?? '', branch: head.ref, base: base.ref, sha: head.sha },
    state: pull.merged_at ? 'merged' : pull.state !== 'open' ? 'closed' : pull.draft ? 'draft' : 'open',
    ...{ review: undefined, checks: undefined },
    isForeign: head.repo?.id !== base.repo.id,
    closes: closedBy(`${pull.title}\n${text ?? ''}`, base.repo.full_name).map((one) => issueRef(repositoryId, one).id),
    ...{ marker, updatedAt: new Date(pull.updated_at).toISOString() },
    closedAt: pull.closed_at ? new Date(pull.closed_at).toISOString() : null,
  }
}

/** What each reviewer said last; a comment changes nothing of it. */
async function reviewOf(client: GitHubClient, repositoryId: string, pull: Pull): Promise<ReviewState | null> {
  // The last ones, which count, are on the last page.
  const data = await allPages(client, repositoryId, z.array(Review), `/pulls/${pull.number}/reviews`)
  const last = new Map<string, string>()
  for (const { state, user } of data) {
    const said = state.toUpperCase()
    if (said !== 'COMMENTED' && said !== 'PENDING') last.set(user?.login ?? '', said)
  }
  const said = [...last.values()]
  if (said.includes('CHANGES_REQUESTED')) return 'changes_requested'
  if (said.includes('APPROVED')) return 'approved'
  const asked = (pull.requested_reviewers ?? []).length + (pull.requested_teams ?? []).length
  return asked > 0 ? 'review_required' : null
}

/** GitHub tells of a thousand at most. */
const mostPages = 10
const failed = new Set(['failure', 'timed_out', 'cancelled', 'action_required', 'startup_failure', 'stale'])

/** Checks and statuses of a commit together; null: it has none, or the credentials may not see them. */
async function checksOf(client: GitHubClient, repositoryId: string, sha: string): Promise<ChecksState | null> {
  const of = { repository_id: repositoryId, sha }
  const checks = (await ifAllowed(runsOf(client, of))) ?? []
  // What all of them come to: it needs no further page.
  const status = await ifAllowed(client.ask(Status, 'GET /repositories/{repository_id}/commits/{sha}/status', of))
  const statuses = status && status.data.total_count > 0 ? [status.data.state] : []
  if (checks.length + statuses.length === 0) return null
  if (checks.some(({ conclusion }) => failed.has(conclusion ?? ''))) return 'failing'
  if (statuses.some((state) => state === 'failure' || state === 'error')) return 'failing'
  const waits = checks.some(({ status: at }) => at !== 'completed') || statuses.includes('pending')
  return waits ? 'pending' : 'passing'
}

async function runsOf(client: GitHubClient, of: { repository_id: string; sha: string }) {
  const all: z.infer<typeof Run>[] = []
  for (let page = 1; page <= mostPages; page++) {
    const { data, headers } = await client.ask(
      z.object({ check_runs: z.array(Run) }),
      'GET /repositories/{repository_id}/commits/{sha}/check-runs',
      { ...of, per_page: 100, page },
    )
    all.push(...data.check_runs)
    if (!hasNext(headers)) break
  }
  return all
}

/** Checks are a permission of their own: who has not given it sees everything else. */
async function ifAllowed<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'forbidden' || error.kind === 'not_found')) return null
    throw error
  }
}
