import { type FakeIssue, type FakeUser, issueTypes, type JiraState, type Part, priorities, statuses } from './state.ts'

/** `2026-11-28T14:55:23.000+0000`, as Jira writes times. */
export const jiraTime = (at: number): string => new Date(at).toISOString().replace('Z', '+0000')

export const userShape = (user: FakeUser | undefined) => user ?? null

const allProperties = (properties: Record<string, unknown>) =>
  Object.entries(properties).map(([key, value]) => ({ key, value }))

export const commentShape = (part: Part, withProperties: boolean) => ({
  ...{
    self: `https://fake/rest/api/3/comment/${part.id}`,
    id: part.id,
    author: part.author,
    updateAuthor: part.author,
  },
  ...{ body: part.body, created: jiraTime(part.created), updated: jiraTime(part.updated), jsdPublic: true },
  ...(withProperties && { properties: allProperties(part.properties) }),
})

export const worklogShape = (part: Part, issueId: string, withProperties: boolean) => ({
  ...{ self: `https://fake/rest/api/3/worklog/${part.id}`, id: part.id, issueId, author: part.author },
  ...{ updateAuthor: part.author, started: part.started, timeSpentSeconds: part.timeSpentSeconds },
  ...(part.body && { comment: part.body }),
  ...{ created: jiraTime(part.created), updated: jiraTime(part.updated) },
  ...(withProperties && { properties: allProperties(part.properties) }),
})

/** @param asked names of fields; `*all` for all */
export function issueShape(
  state: JiraState,
  issue: FakeIssue,
  asked: readonly string[],
  properties: readonly string[],
) {
  const all = allFields(state, issue)
  const wanted = asked.includes('*all') ? Object.keys(all) : asked
  return {
    ...{ id: issue.id, key: state.keyOf(issue), self: `https://fake/rest/api/3/issue/${issue.id}` },
    fields: Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]])),
    ...(properties.length > 0 && {
      properties: Object.fromEntries(Object.entries(issue.properties).filter(([key]) => properties.includes(key))),
    }),
  }
}

function allFields(state: JiraState, issue: FakeIssue): Record<string, unknown> {
  const { fields } = issue
  const user = (accountId: unknown) => userShape(state.users.find((one) => one.accountId === accountId))
  const parent = typeof fields['parent'] === 'string' ? state.issues.get(fields['parent']) : undefined
  const project = state.projects.find(({ id }) => id === issue.projectId)
  const spent = issue.worklogs.reduce((sum, { timeSpentSeconds = 0 }) => sum + timeSpentSeconds, 0)
  const estimate = fields['timetracking'] as number | undefined
  const reviewer = fields['customfield_10046']
  return {
    ...fields,
    customfield_10046: reviewer ? user(reviewer) : null,
    ...{ created: jiraTime(issue.created), updated: jiraTime(issue.updated), creator: issue.creator },
    ...{ reporter: user(fields['reporter']), assignee: user(fields['assignee']), project },
    status: statuses.find(({ id }) => id === fields['status']),
    issuetype: issueTypes.find(({ id }) => id === fields['issuetype']),
    priority: priorities.find(({ id }) => id === fields['priority']) ?? null,
    resolution: fields['status'] === '10012' ? { id: '10000', name: 'Done' } : null,
    ...(parent && {
      parent: { id: parent.id, key: state.keyOf(parent), fields: { summary: parent.fields['summary'] } },
    }),
    timetracking: {
      ...(estimate ? { originalEstimate: `${estimate / 60}m`, originalEstimateSeconds: estimate } : {}),
      ...(spent > 0 && { timeSpentSeconds: spent }),
    },
    comment: pageOf(
      issue.comments.map((part) => commentShape(part, false)),
      'comments',
    ),
    worklog: pageOf(
      issue.worklogs.map((part) => worklogShape(part, issue.id, false)),
      'worklogs',
    ),
    issuelinks: issue.links.map(({ id, type, inward, outward }) => {
      const other = inward === issue.id ? outward : inward
      const side = inward === issue.id ? 'outwardIssue' : 'inwardIssue'
      return { id, type, [side]: { id: other, key: state.keyOf(state.issues.get(other) as FakeIssue) } }
    }),
  }
}

/** Of what hangs on an issue, its fields hold twenty. */
const pageOf = (parts: readonly unknown[], name: string) => ({
  ...{ [name]: parts.slice(0, 20), startAt: 0, maxResults: 20, total: parts.length },
})
