import { createHmac, randomUUID } from 'node:crypto'
import { request } from 'undici'
import { done, numberIn, ok, type Route, refused } from './answer.ts'
import { issueShape } from './shapes.ts'
import {
  type FakeIssue,
  type FakeLink,
  type FakeUser,
  issueTypes,
  type JiraState,
  type Part,
  priorities,
  statuses,
} from './state.ts'

interface Hook {
  readonly id: number
  readonly url: string
  /** null: registered by an app, so signed with the secret of the app. */
  readonly secret: string | null
  readonly events: readonly string[] | null
  readonly projectId: string | null
  readonly jqlFilter: string
  expirationDate: number
}

type Change = readonly [field: string, from: unknown, to: unknown]
const monthMs = 30 * 86_400_000

/** Webhooks that are really sent, signed as Jira signs them. */
export class Tell {
  readonly hooks: Hook[] = []
  readonly #state: JiraState
  readonly #clientSecret: string
  readonly #sending = new Set<Promise<unknown>>()
  #next = 1

  constructor(state: JiraState, clientSecret: string) {
    this.#state = state
    this.#clientSecret = clientSecret
  }

  /** As an administrator sets one up by hand. */
  addManual(url: string, secret: string): void {
    this.hooks.push({
      ...{ id: this.#next++, url, secret, events: null, projectId: null, jqlFilter: '' },
      expirationDate: Number.POSITIVE_INFINITY,
    })
  }

  issue(webhookEvent: string, issue: FakeIssue, user: FakeUser): void {
    this.#send(webhookEvent, issue.projectId, { user, issue: this.#shape(issue) })
  }

  changed(issue: FakeIssue, changes: readonly Change[], user: FakeUser): void {
    const items = changes.map(([field, from, to]) => {
      const [before, after] = [from, to].map((value) => nameOf(this.#state, field, value))
      return {
        field,
        fieldId: field,
        fieldtype: 'jira',
        from: idText(from),
        fromString: before,
        to: idText(to),
        toString: after,
      }
    })
    const changelog = { id: this.#state.nextId(), items }
    this.#send('jira:issue_updated', issue.projectId, { user, issue: this.#shape(issue), changelog })
  }

  part(webhookEvent: string, issue: FakeIssue, part: Part, user: FakeUser): void {
    if (webhookEvent.startsWith('comment')) {
      const comment = { id: part.id, author: part.author, updateAuthor: user, body: '(text)' }
      this.#send(webhookEvent, issue.projectId, { comment, issue: this.#shape(issue) })
    } else {
      const { id, author, timeSpentSeconds } = part
      const worklog = { id, issueId: issue.id, author, updateAuthor: user, timeSpentSeconds }
      this.#send(webhookEvent, issue.projectId, { worklog })
    }
  }

  link(webhookEvent: string, { id, type, inward, outward }: FakeLink): void {
    const issueLinkType = { ...type, id: Number(type.id), outwardName: type.outward, inwardName: type.inward }
    const ends = { sourceIssueId: Number(inward), destinationIssueId: Number(outward) }
    this.#send(webhookEvent, null, { issueLink: { id: Number(id), ...ends, issueLinkType, systemLink: false } })
  }

  sprint(webhookEvent: string, sprint: { id: number; name: string; state: string }): void {
    this.#send(webhookEvent, null, { sprint })
  }

  /** All that was begun has arrived. */
  async settled(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending)
  }

  /** With a description that is not in the form of the API's third version. */
  #shape(issue: FakeIssue) {
    const names = ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status', 'created', 'updated']
    return issueShape(this.#state, issue, names, [])
  }

  #send(webhookEvent: string, projectId: string | null, content: object): void {
    const body = JSON.stringify({ timestamp: this.#state.now(), webhookEvent, ...content })
    for (const hook of this.hooks) {
      const wants = hook.events === null || hook.events.includes(webhookEvent)
      if (!wants || hook.expirationDate < Date.now()) continue
      if (hook.projectId !== null && projectId !== null && hook.projectId !== projectId) continue
      const sent = request(hook.url, { method: 'POST', body, headers: this.#headers(hook, body) })
        .then((answer) => answer.body.dump())
        .catch(() => undefined)
        .finally(() => this.#sending.delete(sent))
      this.#sending.add(sent)
    }
  }

  #headers(hook: Hook, body: string): Record<string, string> {
    const common = { 'content-type': 'application/json', 'x-atlassian-webhook-identifier': randomUUID() }
    if (hook.secret !== null) {
      const signature = createHmac('sha256', hook.secret).update(body).digest('hex')
      return { ...common, 'x-hub-signature': `sha256=${signature}` }
    }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const now = Math.floor(Date.now() / 1_000)
    const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'client', iat: now, exp: now + 180 })}`
    const signature = createHmac('sha256', this.#clientSecret).update(head).digest('base64url')
    return { ...common, authorization: `Bearer ${head}.${signature}` }
  }

  /** Those that an app registers; they end after thirty days. */
  routes(): Route[] {
    const path = /^\/rest\/api\/3\/webhook$/
    const own = () => this.hooks.filter(({ secret }) => secret === null)
    const forbidden = refused(403, ['Only Connect and OAuth 2.0 apps can use this operation.'])
    const shape = ({ id, url, events, jqlFilter, expirationDate }: Hook) => ({
      id,
      url,
      events,
      jqlFilter,
      expirationDate,
    })
    return [
      [
        'GET',
        path,
        ({ app, query }) => {
          const startAt = numberIn(query, 'startAt', 0)
          return app ? ok({ startAt, isLast: true, values: own().slice(startAt).map(shape) }) : forbidden
        },
      ],
      [
        'POST',
        path,
        ({ app, body, user }) => {
          if (!app) return forbidden
          const given = body['webhooks'] as { events: string[]; jqlFilter: string }[]
          const results = given.map(({ events, jqlFilter }) => {
            const [, key] = /^project = (\w+)$/.exec(jqlFilter) ?? []
            const project = key === undefined ? undefined : this.#state.project(key, user)
            if (!project) return { errors: [`Unsupported filter: ${jqlFilter}`] }
            const hook: Hook = {
              ...{ id: this.#next++, url: String(body['url']), secret: null, events, jqlFilter, projectId: project.id },
              expirationDate: Date.now() + monthMs,
            }
            this.hooks.push(hook)
            return { createdWebhookId: hook.id }
          })
          return ok({ webhookRegistrationResult: results })
        },
      ],
      [
        'PUT',
        /^\/rest\/api\/3\/webhook\/refresh$/,
        ({ app, body }) => {
          if (!app) return forbidden
          const expirationDate = Date.now() + monthMs
          for (const hook of own())
            if ((body['webhookIds'] as number[]).includes(hook.id)) hook.expirationDate = expirationDate
          return ok({ expirationDate })
        },
      ],
      [
        'DELETE',
        path,
        ({ app, body }) => {
          if (!app) return forbidden
          const ids = body['webhookIds'] as number[]
          this.hooks.splice(0, this.hooks.length, ...this.hooks.filter(({ id }) => !ids.includes(id)))
          return { ...done, status: 202 }
        },
      ],
    ]
  }
}

const idText = (value: unknown) =>
  value === null || value === undefined ? null : typeof value === 'object' ? null : String(value)

function nameOf(state: JiraState, field: string, value: unknown): string | null {
  const among = (list: readonly { id: string; name: string }[]) => list.find(({ id }) => id === value)?.name ?? null
  if (field === 'status') return among(statuses)
  if (field === 'priority') return among(priorities)
  if (field === 'issuetype') return among(issueTypes)
  if (field === 'assignee') return state.users.find(({ accountId }) => accountId === value)?.displayName ?? null
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
