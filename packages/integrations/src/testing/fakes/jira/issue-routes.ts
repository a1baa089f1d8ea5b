import { done, type FakeRequest, listIn, noIssue, ok, type Route, refused } from './answer.ts'
import { issueShape } from './shapes.ts'
import { type FakeIssue, issueTypes, type JiraState, statuses } from './state.ts'
import type { Tell } from './tell.ts'
import { readFields, screenOf } from './write-fields.ts'

const propertiesIn = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(((value ?? []) as { key: string; value: unknown }[]).map((one) => [one.key, one.value]))

/** Lists take additions and removals one by one. */
function afterVerbs(
  { fields }: FakeIssue,
  update: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
): Record<string, unknown> {
  const same = (a: unknown, b: unknown) => {
    const idOf = (one: unknown) => (one as { id?: unknown } | null)?.id ?? one
    return idOf(a) === idOf(b)
  }
  return Object.fromEntries(
    Object.entries(update).map(([name, verbs]) => {
      let list = [...((fields[name] ?? []) as unknown[])]
      for (const verb of verbs) {
        if ('remove' in verb) list = list.filter((one) => !same(one, verb['remove']))
        if ('add' in verb) list.push(verb['add'])
      }
      return [name, list]
    }),
  )
}

export function issueRoutes(state: JiraState, tell: Tell): Route[] {
  const find = ({ path, user }: FakeRequest) => state.issue(path[0] ?? '', user)
  const transitionsOf = (issue: FakeIssue) => {
    const { workflow = null } = state.projects.find(({ id }) => id === issue.projectId) ?? {}
    const open = workflow?.[String(issue.fields['status'])] ?? statuses.map(({ id }) => id)
    return statuses
      .filter(({ id }) => open.includes(id))
      .map((to, n) => ({ id: String(n + 11), name: to.name, to, isAvailable: true, hasScreen: false }))
  }
  const create = (request: FakeRequest) => {
    const given = request.body['fields'] as Record<string, unknown>
    const { id = '', key = '' } = (given['project'] ?? {}) as Record<string, string>
    const project = state.project(id || key, request.user)
    if (!project) return refused(400, [], { project: 'valid project is required' })
    const type = issueTypes.find((one) => one.id === (given['issuetype'] as { id?: string } | undefined)?.id)
    if (!type) return refused(400, [], { issuetype: 'Specify an issue type' })
    const { fields, errors } = readFields(state, { project, now: null, given, user: request.user })
    if (Object.keys(errors).length > 0) return refused(400, [], errors)
    const at = state.now()
    const issue: FakeIssue = {
      ...{ id: state.nextId(), projectId: project.id, number: ++project.last, created: at, updated: at },
      ...{ creator: request.user, fields, comments: [], worklogs: [], links: [] },
      properties: propertiesIn(request.body['properties']),
    }
    state.issues.set(issue.id, issue)
    state.touched(issue)
    tell.issue('jira:issue_created', issue, request.user)
    return ok({ id: issue.id, key: state.keyOf(issue), self: '' }, 201)
  }
  const edit = (request: FakeRequest) => {
    const issue = find(request)
    if (!issue) return noIssue
    const project = state.project(issue.projectId, request.user)
    if (!project) return noIssue
    const given = {
      ...((request.body['fields'] ?? {}) as Record<string, unknown>),
      ...afterVerbs(issue, (request.body['update'] ?? {}) as Record<string, Readonly<Record<string, unknown>>[]>),
    }
    const { fields, errors } = readFields(state, { project, now: issue, given, user: request.user })
    if (Object.keys(errors).length > 0) return refused(400, [], errors)
    const before = issue.fields
    Object.assign(issue.properties, propertiesIn(request.body['properties']))
    const changed = Object.keys(given).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(fields[name]))
    if (changed.length === 0) return done
    issue.fields = fields
    issue.updated = state.now()
    state.touched(issue)
    tell.changed(
      issue,
      changed.map((name) => [name, before[name], fields[name]]),
      request.user,
    )
    return done
  }
  const move = (request: FakeRequest) => {
    const issue = find(request)
    if (!issue) return noIssue
    const { id } = request.body['transition'] as { id: string }
    const transition = transitionsOf(issue).find((one) => one.id === id)
    if (!transition) return refused(400, [`Transition id '${id}' is not valid for this issue.`])
    const before = issue.fields['status']
    issue.fields = { ...issue.fields, status: transition.to.id }
    issue.updated = state.now()
    state.touched(issue)
    tell.changed(issue, [['status', before, transition.to.id]], request.user)
    return done
  }
  const one = '/rest/api/3/issue/([^/]+)'
  return [
    ['POST', /^\/rest\/api\/3\/issue$/, create],
    [
      'POST',
      /^\/rest\/api\/3\/issue\/bulkfetch$/,
      ({ body, user }) => {
        const asked = body['issueIdsOrKeys'] as string[]
        if (asked.length > 100) return refused(400, ['The maximum number of issues is 100.'])
        const found = asked.flatMap((key) => state.issue(key, user) ?? [])
        const shape = (issue: FakeIssue) =>
          issueShape(state, issue, (body['fields'] ?? []) as string[], (body['properties'] ?? []) as string[])
        return ok({ issues: [...new Set(found)].map(shape), issueErrors: [] })
      },
    ],
    [
      'GET',
      new RegExp(`^${one}$`),
      (request) => {
        const issue = find(request)
        if (!issue) return noIssue
        const fields = listIn(request.query, 'fields')
        return ok({
          ...issueShape(state, issue, fields.length > 0 ? fields : ['*all'], listIn(request.query, 'properties')),
          ...(listIn(request.query, 'expand').includes('transitions') && { transitions: transitionsOf(issue) }),
        })
      },
    ],
    ['PUT', new RegExp(`^${one}$`), edit],
    [
      'DELETE',
      new RegExp(`^${one}$`),
      (request) => {
        const issue = find(request)
        if (!issue) return noIssue
        if (
          [...state.issues.values()].some(
            ({ fields }) => fields['parent'] === issue.id && fields['issuetype'] === '10104',
          )
        )
          return refused(400, [
            "The issue has subtasks. You must specify the 'deleteSubtasks' parameter to delete them.",
          ])
        for (const link of issue.links) {
          const other = state.issues.get(link.inward === issue.id ? link.outward : link.inward)
          if (other) other.links = other.links.filter(({ id }) => id !== link.id)
        }
        state.issues.delete(issue.id)
        for (const other of state.issues.values())
          if (other.fields['parent'] === issue.id) other.fields['parent'] = null
        state.touched(issue)
        tell.issue('jira:issue_deleted', issue, request.user)
        return done
      },
    ],
    [
      'GET',
      new RegExp(`^${one}/editmeta$`),
      (request) => {
        const project = state.project(find(request)?.projectId ?? '', request.user)
        if (!project) return noIssue
        return ok({ fields: Object.fromEntries(screenOf(project).map((id) => [id, { key: id, required: false }])) })
      },
    ],
    [
      'GET',
      new RegExp(`^${one}/transitions$`),
      (request) => {
        const issue = find(request)
        return issue ? ok({ transitions: transitionsOf(issue) }) : noIssue
      },
    ],
    ['POST', new RegExp(`^${one}/transitions$`), move],
  ]
}
