import type { Nouns } from '../../connector/asked-in-words.ts'

/** How people call what GitHub's paths are about. */
export const nouns: Nouns = {
  // By the id that the mapping has; what it is called stands beside.
  repositories: { one: 'the repository', all: 'the repositories', nameless: true },
  repos: { one: 'the repository', all: 'the repositories', parts: 2 },
  issues: { one: 'issue', all: 'the issues', sign: '#' },
  pulls: { one: 'pull request', all: 'the pull requests', sign: '#' },
  ...{ comments: 'comment', labels: 'label', milestones: 'milestone', assignees: 'assignee', hooks: 'webhook' },
  ...{ reviews: 'review', commits: 'commit', users: 'user', installations: 'installation', workflows: 'workflow' },
  ...{ blobs: 'file', trees: 'tree' },
  heads: { one: 'branch', all: 'the branches', parts: Number.POSITIVE_INFINITY },
  refs: { one: 'ref', all: 'the branches' },
  user: { one: 'user', all: 'the account' },
  installation: { one: 'installation', all: 'the installation' },
  'check-runs': { one: 'check', all: 'the checks' },
  dispatches: { one: 'run', all: 'the runs' },
  requested_reviewers: { one: 'reviewer', all: 'the reviewers' },
  sub_issues: { one: 'sub-issue', all: 'the sub-issues' },
  sub_issue: { one: 'sub-issue', all: 'the sub-issue' },
  parent: { one: 'parent', all: 'the parent' },
  merge: { one: 'merge', all: 'the merge' },
  status: { one: 'status', all: 'the status' },
  graphql: { one: 'the request', all: 'the pull request' },
  ...{ git: null, ref: null, app: null, actions: null },
}
