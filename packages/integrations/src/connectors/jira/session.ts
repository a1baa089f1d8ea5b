import * as z from 'zod'
import type { Account, Session } from '../../connector/connector.ts'
import type { Container, ExternalUser, FieldSpec, Item, ItemRef } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { findMarked } from './find-marked.ts'
import { itemTypes } from './items.ts'
import { projectClause, queryClauses } from './jql.ts'
import { setLink } from './links.ts'
import { matching } from './matching.ts'
import { pull } from './pull.ts'
import { idsOf } from './to-item.ts'
import { optionsOf, toUser, WireProjects, WireStatuses, WireUser } from './wire.ts'
import { createIssue, readIssue, updateIssue } from './write-issue.ts'
import { createPart, readComment, readWorklog, updateComment, updateWorklog } from './write-parts.ts'

/** With what its actions and webhooks need beside. */
export interface JiraSession extends Session {
  readonly jira: JiraContext
}

export function openSession(jira: JiraContext): JiraSession {
  const placeOf = (ref: ItemRef, containerId: string) => {
    const { issueId, ownId } = idsOf(ref)
    return { ownId, place: { issueId, containerId, site: jira.settings.site } }
  }
  const read = async (ref: ItemRef, containerId: string): Promise<Item | null> => {
    const { ownId, place } = placeOf(ref, containerId)
    if (ref.type === 'issue') return readIssue(jira, place.issueId)
    return ref.type === 'comment' ? readComment(jira, ownId, place) : readWorklog(jira, ownId, place)
  }
  return {
    jira,
    check: () => check(jira),
    containers: (query) => containers(jira, query),
    users: (containerId) => users(jira, containerId),
    fields: (containerId, type) => fieldSpecs(jira, containerId, type),
    pull: (query) => pull(jira, query),
    async count({ containerId, type, query }) {
      if (type !== 'issue') return null
      const asked = { jql: [projectClause(containerId), ...queryClauses(query)].join(' AND ') }
      return (await jira.client.ask(z.object({ count: z.number() }), (api, via) => api.countIssues(via, asked))).count
    },
    matching: (query) => matching(jira, query),
    async get(ref, containerId) {
      const item = await read(ref, containerId)
      if (item === null) await jira.needProject(containerId)
      return item
    },
    create: (draft) => (draft.type === 'issue' ? createIssue(jira, draft) : createPart(jira, draft)),
    async update(ref, containerId, fields, known = {}) {
      const { ownId, place } = placeOf(ref, containerId)
      if (ref.type === 'issue') return updateIssue(jira, { id: place.issueId, containerId }, fields, known)
      const update = ref.type === 'comment' ? updateComment : updateWorklog
      return update(jira, ownId, place, fields)
    },
    async remove(ref, containerId) {
      const { ownId: id, place } = placeOf(ref, containerId)
      const issueIdOrKey = place.issueId
      await jira.client
        .tell((api, via) => {
          if (ref.type === 'issue') return api.deleteIssue(via, { issueIdOrKey })
          if (ref.type === 'comment') return api.deleteComment(via, { issueIdOrKey, id })
          return api.deleteWorklog(via, { issueIdOrKey, id })
        })
        .catch(async (error: unknown) => {
          if (!(error instanceof ProviderError) || error.kind !== 'not_found') throw error
          await jira.needProject(containerId)
        })
    },
    search: (query) => findMarked(jira, query),
    async link(ref, containerId, link, present) {
      await setLink(jira, placeOf(ref, containerId).place.issueId, link, present)
    },
  }
}

const needed: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'see projects and their issues',
  CREATE_ISSUES: 'make issues',
  EDIT_ISSUES: 'edit issues',
  TRANSITION_ISSUES: 'change the status of issues',
  LINK_ISSUES: 'link issues',
  ADD_COMMENTS: 'comment',
  WORK_ON_ISSUES: 'log work',
}
const Permissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean().default(false) })),
})

async function check(jira: JiraContext): Promise<Account> {
  const me = await jira.client.ask(WireUser, (api, via) => api.getCurrentUser(via))
  const permissions = Object.keys(needed).join(',')
  const { permissions: mine } = await jira.client.ask(Permissions, (api, via) =>
    api.getMyPermissions(via, { permissions }),
  )
  const has = (name: string) => mine[name]?.havePermission === true
  const granted = Object.keys(needed).filter(has)
  return {
    ...{
      id: me.accountId,
      name: me.displayName || me.accountId,
      url: `${jira.settings.site}/jira/people/${me.accountId}`,
    },
    scopes: jira.oauth ? await jira.scopes() : granted,
    missing: Object.entries(needed).flatMap(([name, words]) => (has(name) ? [] : [`${name}: it cannot ${words}`])),
  }
}

async function containers(jira: JiraContext, { search, cursor }: Parameters<Session['containers']>[0]) {
  const startAt = Number(cursor ?? 0) || 0
  const query = { startAt, maxResults: 50, orderBy: 'key' as const, ...(search && { query: search }) }
  const page = await jira.client.ask(WireProjects, (api, via) => api.searchProjects(via, query))
  const found = page.values.map(
    ({ id, key, name }): Container => ({ id, key, name: name || key, url: `${jira.settings.site}/browse/${key}` }),
  )
  const more = page.isLast === false && found.length > 0
  return { containers: found, cursor: more ? String(startAt + found.length) : null }
}

/** Jira shows e-mail addresses as each person allows; those that it shows are verified by Atlassian. */
async function users(jira: JiraContext, project: string): Promise<ExternalUser[]> {
  const found = new Map<string, ExternalUser>()
  // It looks through the first thousand only, and may leave out some of each hundred.
  for (let startAt = 0; startAt < 1_000; startAt += 100) {
    const query = { project, startAt, maxResults: 100 }
    const page = await jira.client.ask(z.array(WireUser), (api, via) => api.findAssignableUsers(via, query))
    for (const user of page) if (user.active && user.accountType !== 'app') found.set(user.accountId, toUser(user))
    if (page.length === 0) break
  }
  return [...found.values()]
}

async function fieldSpecs(jira: JiraContext, containerId: string, type: string): Promise<readonly FieldSpec[]> {
  if (type !== 'issue') return itemTypes.find((one) => one.type === type)?.fields ?? []
  const types = (await jira.issueTypes(containerId)).filter(({ subtask }) => !subtask)
  const allowed = new Map<string, readonly unknown[]>()
  for (const { id } of types)
    for (const [field, values] of await jira.createFields(containerId, id))
      allowed.set(field, [...(allowed.get(field) ?? []), ...values])
  const statuses = await jira.client.ask(WireStatuses, (api, via) =>
    api.getAllStatuses(via, { projectIdOrKey: containerId }),
  )
  const options = (field: FieldSpec, id: string) => {
    if (field.key === 'status') return optionsOf(statuses.flatMap((one) => one.statuses))
    if (field.key === 'issuetype') return types.map(({ name }) => ({ value: name, name }))
    return field.options ?? optionsOf(allowed.get(id) ?? [])
  }
  const known = (await jira.fields()).filter(({ spec, id }) => allowed.has(id) || !spec.key.startsWith('customfield_'))
  return known.map(({ spec, id }) => {
    const choices = spec.type === 'option' || spec.type === 'options' ? unique(options(spec, id)) : []
    return choices.length > 0 ? { ...spec, options: choices } : spec
  })
}

const unique = <T extends { readonly value: string }>(options: readonly T[]): T[] => [
  ...new Map(options.map((option) => [option.value, option])).values(),
]
