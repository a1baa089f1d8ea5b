import { closedBy } from './closing-keywords.ts'
import { issueRef } from './items.ts'
import { withoutMarker } from './marker.ts'
import type { Payload } from './payload.ts'

const person = (user: { id: number; login: string } | null | undefined) =>
  user ? { id: String(user.id), login: user.login } : null

/** What an event tells of its delivery: flat, in our spelling, without the many addresses. */
export function dataOf(payload: Payload, repository: NonNullable<Payload['repository']>): Record<string, unknown> {
  const containerId = String(repository.id)
  const {
    issue,
    comment,
    pull_request: pull,
    review,
    check_suite: suite,
    check_run: run,
    milestone,
    label,
    sub_issue: child,
  } = payload
  return {
    repository: { id: containerId, name: repository.full_name, url: repository.html_url },
    sender: person(payload.sender),
    ...(issue && {
      issue: {
        id: issueRef(containerId, issue.number).id,
        number: issue.number,
        title: issue.title ?? null,
        body: withoutMarker(issue.body).text,
        url: issue.html_url,
        state: issue.state ?? null,
        stateReason: issue.state_reason ?? null,
        labels: (issue.labels ?? []).flatMap((one) => (typeof one === 'string' ? one : (one.name ?? []))),
        author: person(issue.user),
        isPullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
      },
    }),
    ...(comment && { comment: { id: String(comment.id), body: withoutMarker(comment.body).text } }),
    ...(pull && { pullRequest: pullData(pull, repository, review ? undefined : pull.merged) }),
    ...(review && {
      review: {
        id: String(review.id),
        state: review.state,
        body: review.body ?? null,
        url: review.html_url ?? null,
        author: person(review.user),
      },
    }),
    ...(suite && {
      checkSuite: {
        id: String(suite.id),
        ...{ status: suite.status ?? null, conclusion: suite.conclusion ?? null },
        ...{ branch: suite.head_branch ?? null, sha: suite.head_sha },
        pullRequests: (suite.pull_requests ?? []).map(({ number }) => number),
      },
    }),
    ...(run && {
      checkRun: {
        ...{ id: String(run.id), name: run.name, url: run.html_url ?? null, sha: run.head_sha },
        ...{ status: run.status ?? null, conclusion: run.conclusion ?? null },
        pullRequests: (run.pull_requests ?? []).map(({ number }) => number),
      },
    }),
    ...(milestone && {
      milestone: {
        id: String(milestone.number),
        title: milestone.title,
        state: milestone.state,
        dueOn: milestone.due_on ?? null,
      },
    }),
    ...(label && { label: label.name }),
    ...(child && { subIssue: { number: child.number, title: child.title, url: child.html_url } }),
    ...(payload.parent_issue && {
      parentIssue: { number: payload.parent_issue.number, url: payload.parent_issue.html_url },
    }),
    ...(payload.commits && {
      ...{
        ref: payload.ref ?? null,
        before: payload.before ?? null,
        after: payload.after ?? null,
        forced: payload.forced ?? false,
      },
      branch: /^refs\/heads\//.test(payload.ref ?? '') ? payload.ref?.slice('refs/heads/'.length) : null,
      commits: payload.commits.map(({ id, message, url }) => ({ id, message, url: url ?? null })),
    }),
    ...(payload.ref_type !== undefined && { name: payload.ref ?? null }),
  }
}

function pullData(
  pull: NonNullable<Payload['pull_request']>,
  repository: NonNullable<Payload['repository']>,
  merged: boolean | null | undefined,
) {
  const { text } = withoutMarker(pull.body)
  const { full_name: name, id } = repository
  return {
    number: pull.number,
    title: pull.title ?? null,
    body: text,
    url: pull.html_url,
    state: pull.state ?? null,
    draft: pull.draft ?? false,
    ...(merged !== undefined && { merged: merged ?? false }),
    mergeCommitSha: pull.merge_commit_sha ?? null,
    author: person(pull.user),
    labels: (pull.labels ?? []).map((one) => one.name),
    branch: pull.head?.ref ?? null,
    sha: pull.head?.sha ?? null,
    base: pull.base?.ref ?? null,
    // Which items will be closed with it.
    closes: closedBy(`${pull.title ?? ''}\n${text ?? ''}`, name).map((number) => issueRef(String(id), number).id),
  }
}
