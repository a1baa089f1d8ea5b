import * as z from 'zod'
import type { PullRequest, PullRequestDraft } from '../../connector/code.ts'
import type { Account, Draft, Page, Session } from '../../connector/connector.ts'
import type { ExternalUser, FieldSpec, Item, ItemRef } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { checkAccount } from './account.ts'
import type { Opened } from './auth.ts'
import { GitHubClient, hasNext, orNull } from './client.ts'
import { listContainers } from './containers.ts'
import { countIssues } from './count-issues.ts'
import { providerId } from './errors.ts'
import { allPages, inside } from './inside.ts'
import { Comment, Issue, itemTypes, numberOf, toCommentItem, toIssueItem, User } from './items.ts'
import { listMilestones, milestoneTitled } from './milestones.ts'
import { setParent } from './parents.ts'
import { pullPage } from './pull.ts'
import { historyPage } from './pulls/history.ts'
import { lookAt } from './pulls/look.ts'
import { pullsSince } from './pulls/since.ts'
import { writePull } from './pulls/write.ts'
import { writeLists } from './write-lists.ts'
import { type ApiIds, bodyOf, refuse, toIssueBody } from './writes.ts'

const Ignored = z.unknown()

/** Our clock and GitHub's may differ. */
const skewMs = 300_000
/** Pages of a hundred that are gone through for one thing. */
const mostSearched = 30

export class GitHubSession implements Session {
  readonly client: GitHubClient
  readonly #installationId: number | null
  readonly #logins = new Map<string, string>()
  /** Of issues and comments that went through here: their marker need not be asked for before they are written. */
  readonly #markers = new Map<string, string | null>()

  constructor({ octokit, installationId, secrets }: Opened) {
    this.client = new GitHubClient(octokit, secrets)
    this.#installationId = installationId
  }

  check(): Promise<Account> {
    return checkAccount(this.client, this.#installationId)
  }

  containers(query: { search?: string | undefined; cursor?: string | undefined }) {
    return listContainers(this.client, this.#installationId, query)
  }

  async users(containerId: string): Promise<readonly ExternalUser[]> {
    const users = await allPages(this.client, containerId, z.array(User), '/assignees')
    for (const { id, login } of users) this.#logins.set(String(id), login)
    // Addresses in a list are not told; those of profiles are not said to be verified.
    return users.map(({ id, login }) => ({ id: String(id), name: login, email: null }))
  }

  async fields(containerId: string, type: string): Promise<readonly FieldSpec[]> {
    const { fields } = this.#typeOf(type)
    if (type !== 'issue') return fields
    const [labels, milestones] = await Promise.all([
      allPages(this.client, containerId, z.array(z.object({ name: z.string() })), '/labels'),
      listMilestones(this.client, containerId),
    ])
    const options: Record<string, FieldSpec['options']> = {
      labels: labels.map(({ name }) => ({ value: name, name })),
      milestone: milestones.map(({ title }) => ({ value: title, name: title })),
    }
    return fields.map((field) => {
      const known = options[field.key]
      return known ? { ...field, options: known } : field
    })
  }

  async pull(query: { containerId: string; type: string; cursor: unknown; since?: string | undefined }): Promise<Page> {
    this.#typeOf(query.type)
    const page = await this.#inside(query.containerId, () => pullPage(this.client, query))
    for (const item of page.items) this.#remember(item)
    return page
  }

  async count({ containerId, type }: { containerId: string; type: string }): Promise<number | null> {
    return type === 'issue' ? countIssues(this.client, containerId) : null
  }

  pullRequest({ repositoryId, number }: { repositoryId: string; number: number }): Promise<PullRequest | null> {
    return orNull(lookAt(this.client, repositoryId, number))
  }

  pullRequests({ repositoryId, since }: { repositoryId: string; since: string | null }) {
    return pullsSince(this.client, repositoryId, since)
  }

  pullRequestHistory({ repositoryId, cursor }: { repositoryId: string; cursor: unknown }) {
    return historyPage(this.client, repositoryId, cursor)
  }

  writePullRequest(wanted: PullRequestDraft): Promise<PullRequest> {
    return writePull(this.client, wanted)
  }

  async get(ref: ItemRef, containerId: string): Promise<Item | null> {
    this.#typeOf(ref.type)
    return orNull(this.#inside(containerId, () => this.#read(ref, containerId)))
  }

  async #read(ref: ItemRef, containerId: string): Promise<Item> {
    if (ref.type === 'comment') {
      const { data } = await this.client.ask(Comment, `GET ${this.#path(ref, containerId)}`, {
        repository_id: containerId,
      })
      return this.#commentItem(data, containerId)
    }
    const { data } = await this.client.ask(Issue, `GET ${this.#path(ref, containerId)}`, { repository_id: containerId })
    return this.#issueItem(await this.#withParent(data, containerId), containerId)
  }

  async create(draft: Draft): Promise<Item> {
    const { containerId, type, on, fields, marker } = draft
    this.#typeOf(type)
    if (type === 'comment') {
      if (!on) throw refuse('on', 'a comment is on an issue')
      const body = bodyOf('body', fields['body'], marker)
      const { data } = await this.#inside(containerId, () =>
        this.client.ask(
          Comment,
          `POST /repositories/{repository_id}/issues/${this.#number(on, containerId)}/comments`,
          {
            repository_id: containerId,
            body,
          },
        ),
      )
      return this.#commentItem(data, containerId)
    }
    const { state: _open, ...rest } = fields
    const body = await toIssueBody({ description: null, ...rest }, marker, this.#idsIn(containerId))
    const { data } = await this.#inside(containerId, () =>
      this.client.ask(Issue, 'POST /repositories/{repository_id}/issues', { repository_id: containerId, ...body }),
    )
    const made = this.#issueItem(data, containerId)
    const later: Record<string, Item['fields'][string]> = {}
    if (typeof fields['state'] === 'string' && fields['state'] !== 'open') later['state'] = fields['state']
    if (typeof fields['parent'] === 'string') later['parent'] = fields['parent']
    if (Object.keys(later).length === 0) return made
    try {
      return await this.update(made, containerId, later)
    } catch (error) {
      // It is there, whatever happened to the rest: who asks again has to find it.
      throw new ProviderError(
        providerId,
        'ambiguous',
        `made, but not all of it was written: ${(error as Error).message}`,
      )
    }
  }

  async update(ref: ItemRef, containerId: string, fields: Item['fields'], known: Item['fields'] = {}): Promise<Item> {
    this.#typeOf(ref.type)
    const text = ref.type === 'issue' ? 'description' : 'body'
    const marker = text in fields ? await this.#marker(ref, containerId) : undefined
    if (ref.type === 'comment') {
      const body = bodyOf('body', fields['body'], marker ?? null)
      const { data } = await this.#inside(containerId, () =>
        this.client.ask(Comment, `PATCH ${this.#path(ref, containerId)}`, { repository_id: containerId, body }),
      )
      return this.#commentItem(data, containerId)
    }
    const ids = this.#idsIn(containerId)
    const at = { repositoryId: containerId, number: this.#number(ref, containerId) }
    const rest = await this.#inside(containerId, () => writeLists(this.client, at, { fields, known }, ids.loginOf))
    const body = await toIssueBody(rest, marker, ids)
    const { data } = await this.#inside(containerId, () =>
      this.client.ask(Issue, `${Object.keys(body).length > 0 ? 'PATCH' : 'GET'} ${this.#path(ref, containerId)}`, {
        repository_id: containerId,
        ...body,
      }),
    )
    const { parent } = fields
    if (parent === undefined) return this.#issueItem(data, containerId)
    const item = this.#issueItem(await this.#withParent(data, containerId), containerId)
    if (parent === (item.fields['parent'] ?? null)) return item
    await this.#inside(containerId, () => setParent(this.client, data, item, parent))
    return { ...item, fields: { ...item.fields, parent } }
  }

  /** Not every answer tells the parent; that there is none must be known before it is believed. */
  async #withParent(issue: Issue, containerId: string): Promise<Issue> {
    if (issue.parent_issue_url !== undefined || issue.sub_issues_summary === undefined) return issue
    const route = `GET /repositories/{repository_id}/issues/${issue.number}/parent`
    const parent = await orNull(this.client.ask(z.object({ url: z.string() }), route, { repository_id: containerId }))
    return { ...issue, parent_issue_url: parent?.data.url ?? null }
  }

  /** There is no deletion of issues; closed as not planned comes next to it. */
  async remove(ref: ItemRef, containerId: string): Promise<void> {
    try {
      if (ref.type === 'issue') return void (await this.update(ref, containerId, { state: 'closed:not_planned' }))
      await this.#inside(containerId, () =>
        this.client.ask(Ignored, `DELETE ${this.#path(ref, containerId)}`, { repository_id: containerId }),
      )
    } catch (error) {
      if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
    }
  }

  /** Goes through the list, the newest first, not the search, whose index comes later. */
  async search(query: {
    containerId: string
    type: string
    on: ItemRef | null
    marker: string
    since: string
  }): Promise<Item | null> {
    const { containerId, type, on, marker } = query
    this.#typeOf(type)
    const since = new Date(Date.parse(query.since) - skewMs).toISOString().replace(/\.\d+Z$/, 'Z')
    const route =
      type === 'issue' ? '/issues' : on ? `/issues/${this.#number(on, containerId)}/comments` : '/issues/comments'
    for (let page = 1; page <= mostSearched; page++) {
      const { data, headers } = await this.#inside(containerId, () =>
        this.client.ask(z.array(type === 'issue' ? Issue : Comment), `GET /repositories/{repository_id}${route}`, {
          ...{ repository_id: containerId, since, per_page: 100, page },
          ...(type === 'issue' ? { state: 'all', sort: 'created', direction: 'desc' } : {}),
        }),
      )
      for (const one of data) {
        const item = 'issue_url' in one ? toCommentItem(one, containerId) : toIssueItem(one as Issue, containerId)
        if (item?.marker === marker) return this.#remember(item)
      }
      const isPast = type === 'issue' && data.some((one) => one.created_at < since)
      if (isPast || !hasNext(headers)) return null
    }
    throw new ProviderError(providerId, 'unavailable', 'too much was made there since to find it now')
  }

  #inside<T>(containerId: string, work: () => Promise<T>): Promise<T> {
    return inside(this.client, containerId, work)
  }

  #idsIn(containerId: string): ApiIds {
    return {
      loginOf: (id) => this.#login(id),
      milestoneOf: (title) => milestoneTitled(this.client, containerId, title),
    }
  }

  /** Logins may be renamed, ids not; the API takes logins. */
  async #login(userId: string): Promise<string> {
    const known = this.#logins.get(userId)
    if (known !== undefined) return known
    if (!/^\d+$/.test(userId)) throw refuse('assignees', `${JSON.stringify(userId)} is no id of a user`)
    const { data } = await this.client.ask(User, 'GET /user/{account_id}', { account_id: userId })
    this.#logins.set(userId, data.login)
    return data.login
  }

  async #marker(ref: ItemRef, containerId: string): Promise<string | null> {
    const known = this.#markers.get(`${ref.type} ${ref.id}`)
    if (known !== undefined) return known
    return (await this.#inside(containerId, () => this.#read(ref, containerId))).marker
  }

  #issueItem(issue: Issue, containerId: string): Item {
    return this.#remember(toIssueItem(issue, containerId))
  }

  #commentItem(comment: Comment, containerId: string): Item {
    const item = toCommentItem(comment, containerId)
    if (item === null) throw new ProviderError(providerId, 'not_found', 'it is a comment on a pull request')
    return this.#remember(item)
  }

  #remember(item: Item): Item {
    this.#markers.set(`${item.type} ${item.id}`, item.marker)
    return item
  }

  #path(ref: ItemRef, containerId: string): string {
    const base = '/repositories/{repository_id}/issues'
    if (ref.type !== 'comment') return `${base}/${this.#number(ref, containerId)}`
    if (!/^\d+$/.test(ref.id)) throw refuse('id', `${JSON.stringify(ref.id)} is no id of a comment`)
    return `${base}/comments/${ref.id}`
  }

  #number(ref: ItemRef, containerId: string): number {
    const number = numberOf(ref)
    // The number alone would be an issue of this repository.
    if (Number.isNaN(number) || !ref.id.startsWith(`${containerId}/`))
      throw refuse('id', `${JSON.stringify(ref.id)} is no id of an issue of this repository`)
    return number
  }

  #typeOf(type: string) {
    const known = itemTypes.find((one) => one.type === type)
    if (!known) throw refuse('type', `${JSON.stringify(type)} is no type of item here`)
    return known
  }
}
