/** The deliveries that are asked for, and what of them is an event here. Actions that are not named give hints alone. */
const actions: Readonly<
  Record<string, { readonly prefix: string; readonly says: string; readonly actions: readonly string[] }>
> = {
  issues: {
    prefix: 'issue',
    says: 'an issue was',
    actions: [
      ...['opened', 'edited', 'closed', 'reopened', 'deleted', 'transferred', 'assigned', 'unassigned', 'labeled'],
      ...['unlabeled', 'milestoned', 'demilestoned', 'locked', 'unlocked', 'pinned', 'unpinned'],
    ],
  },
  issue_comment: {
    prefix: 'issue_comment',
    says: 'a comment on an issue or a pull request was',
    actions: ['created', 'edited', 'deleted'],
  },
  pull_request: {
    prefix: 'pull_request',
    says: 'a pull request was',
    actions: [
      ...['opened', 'edited', 'closed', 'merged', 'reopened', 'synchronize', 'ready_for_review', 'converted_to_draft'],
      ...['review_requested', 'review_request_removed', 'assigned', 'unassigned', 'labeled', 'unlabeled', 'milestoned'],
      ...['demilestoned', 'locked', 'unlocked', 'auto_merge_enabled', 'auto_merge_disabled', 'enqueued', 'dequeued'],
    ],
  },
  pull_request_review: {
    prefix: 'pull_request_review',
    says: 'a review of a pull request was',
    actions: ['submitted', 'edited', 'dismissed'],
  },
  check_suite: { prefix: 'check_suite', says: 'a suite of checks was', actions: ['completed'] },
  check_run: { prefix: 'check_run', says: 'a check was', actions: ['created', 'completed'] },
  milestone: {
    prefix: 'milestone',
    says: 'a milestone was',
    actions: ['created', 'edited', 'opened', 'closed', 'deleted'],
  },
  label: { prefix: 'label', says: 'a label was', actions: ['created', 'edited', 'deleted'] },
  sub_issues: { prefix: 'sub_issue', says: 'a sub-issue was', actions: ['added', 'removed'] },
}

const words: Readonly<Record<string, string>> = {
  synchronize: 'given new commits',
  ready_for_review: 'said to be ready for review',
  converted_to_draft: 'made a draft again',
  review_requested: 'sent to a reviewer',
  review_request_removed: 'taken back from a reviewer',
}

/** What a repository's webhook is subscribed to. A status is a hint alone. */
export const subscribed: readonly string[] = [...Object.keys(actions), 'push', 'create', 'status']

export const eventTypes: readonly { readonly type: string; readonly summary: string }[] = [
  ...Object.values(actions).flatMap(({ prefix, says, actions: names }) =>
    names.map((name) => ({
      type: `github.${prefix}.${name}`,
      summary: `${says} ${words[name] ?? name.replaceAll('_', ' ')}`,
    })),
  ),
  { type: 'github.push', summary: 'commits were pushed' },
  { type: 'github.branch.created', summary: 'a branch was made' },
  { type: 'github.tag.created', summary: 'a tag was made' },
]

/** null: it is none. */
export function eventTypeOf(delivered: string, action: string | undefined): string | null {
  const known = actions[delivered]
  if (!known || action === undefined) return null
  return known.actions.includes(action) ? `github.${known.prefix}.${action}` : null
}
