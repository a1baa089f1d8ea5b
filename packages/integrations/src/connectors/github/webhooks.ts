import { verify } from '@octokit/webhooks-methods'
import type { Session } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { Delivery, ExternalEvent, Hint, InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { providerId } from './errors.ts'
import { dataOf } from './event-data.ts'
import { Comment, Issue, issueRef, toCommentItem, toIssueItem } from './items.ts'
import { Payload } from './payload.ts'
import { codeHintsOf } from './pulls/hints.ts'
import { subscribe, unsubscribe } from './subscribe.ts'
import { eventTypeOf, eventTypes } from './webhook-events.ts'

const header = (request: InboundRequest, name: string) =>
  Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1]

const malformed = (message: string) => new ProviderError(providerId, 'malformed', message)

export const webhooks: Webhooks = {
  events: eventTypes,
  async verify(request, secret) {
    const signature = header(request, 'x-hub-signature-256')
    const body = Buffer.from(request.body).toString('utf8')
    return signature && secret && body ? verify(secret, body, signature) : false
  },
  parse,
  subscribe: (session: Session, target) => subscribe(session, target),
  renew: null,
  unsubscribe,
  manual:
    'In the repository’s **Settings → Webhooks → Add webhook** give the address as *Payload URL*, `application/json` as *Content type*, the secret, and choose *Let me select individual events*: Issues, Issue comments, Sub issues, Labels, Milestones, Pull requests, Pull request reviews, Check suites, Check runs, Statuses, Pushes, Branch or tag creation.',
}

function parse(request: InboundRequest): Delivery {
  const event = header(request, 'x-github-event')
  const id = header(request, 'x-github-delivery')
  if (!event || !id) throw malformed('a delivery has the headers X-GitHub-Event and X-GitHub-Delivery')
  const payload = read(request)
  return {
    id,
    actorId: payload.sender ? String(payload.sender.id) : null,
    hints: hintsOf(event, payload),
    events: eventsOf(event, id, payload),
    code: codeHintsOf(event, payload, timeOf(payload)),
  }
}

function read(request: InboundRequest): Payload {
  const text = Buffer.from(request.body).toString('utf8')
  const form = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded')
  let json: unknown
  try {
    json = JSON.parse(form ? (new URLSearchParams(text).get('payload') ?? '') : text)
  } catch {
    throw malformed('the body is no JSON')
  }
  const payload = Payload.safeParse(json)
  if (payload.success) return payload.data
  const [issue] = payload.error.issues
  throw malformed(`the body is not what GitHub documents: ${issue?.path.join('.')} ${issue?.code}`)
}

function hintsOf(event: string, payload: Payload): Hint[] {
  const { repository, issue, comment, action, sub_issue: child } = payload
  if (!repository) return []
  const containerId = String(repository.id)
  const whole = Issue.safeParse(issue)
  const isPull = issue?.pull_request !== undefined && issue.pull_request !== null
  if (event === 'issues' && issue) {
    const ref = issueRef(containerId, issue.number)
    if (action === 'deleted' || action === 'transferred') return [{ kind: 'gone', ref, containerId }]
    return [
      {
        kind: 'changed',
        ref,
        containerId,
        on: null,
        ...(whole.success && { item: toIssueItem(whole.data, containerId) }),
      },
    ]
  }
  if (event === 'issue_comment' && issue && comment && !isPull) {
    const ref = { type: 'comment', id: String(comment.id) }
    if (action === 'deleted') return [{ kind: 'gone', ref, containerId }]
    const told = Comment.safeParse(comment)
    const item = told.success ? toCommentItem(told.data, containerId) : null
    return [{ kind: 'changed', ref, containerId, on: issueRef(containerId, issue.number), ...(item && { item }) }]
  }
  if (event === 'sub_issues' && child?.repository_url.endsWith(`/${repository.full_name}`)) {
    return [{ kind: 'changed', ref: issueRef(containerId, child.number), containerId, on: null }]
  }
  // A label that is renamed, or a milestone that is deleted, changes issues without changing when they changed.
  if (event === 'label' || event === 'milestone') return [{ kind: 'pull', containerId }]
  return []
}

function eventsOf(event: string, id: string, payload: Payload): ExternalEvent[] {
  const { repository } = payload
  const type = typeOf(event, payload)
  if (!repository || type === null) return []
  return [
    { type, id, occurredAt: timeOf(payload), containerId: String(repository.id), data: dataOf(payload, repository) },
  ]
}

function typeOf(event: string, { action, pull_request: pull, ref_type: made }: Payload): string | null {
  if (event === 'push') return 'github.push'
  if (event === 'create') return made === 'branch' || made === 'tag' ? `github.${made}.created` : null
  if (event === 'pull_request' && action === 'closed' && pull?.merged) return 'github.pull_request.merged'
  // Each is told from both ends; one is enough.
  if (event === 'sub_issues') return eventTypeOf(event, /^sub_issue_(added|removed)$/.exec(action ?? '')?.[1])
  return eventTypeOf(event, action)
}

/** Of what the delivery is about: deliveries themselves have no time. */
function timeOf(payload: Payload): string {
  const {
    comment,
    review,
    issue,
    pull_request: pull,
    check_run: run,
    check_suite: suite,
    milestone,
    repository,
  } = payload
  const at =
    review?.submitted_at ??
    comment?.updated_at ??
    payload.sub_issue?.updated_at ??
    issue?.updated_at ??
    pull?.updated_at ??
    run?.completed_at ??
    run?.started_at ??
    suite?.updated_at ??
    milestone?.updated_at ??
    payload.commits?.at(-1)?.timestamp ??
    payload.updated_at ??
    repository?.pushed_at ??
    repository?.updated_at ??
    0
  // Pushes tell seconds since 1970.
  return new Date(typeof at === 'number' ? at * 1_000 : at).toISOString()
}
