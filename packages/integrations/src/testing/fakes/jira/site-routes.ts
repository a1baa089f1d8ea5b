import { type FakeRequest, numberIn, ok, type Route, refused } from './answer.ts'
import { JqlError, runJql } from './jql.ts'
import { issueShape } from './shapes.ts'
import {
  customFields,
  type FakeProject,
  issueTypes,
  type JiraState,
  priorities,
  severities,
  statuses,
  systemFields,
} from './state.ts'
import { screenOf } from './write-fields.ts'

const noProject = (key: string) => refused(404, [`No project could be found with key '${key}'.`])

const projectShape = ({ id, key, name }: FakeProject) => ({ id, key, name })

/** Who one is, projects, their fields, and searches. */
export function siteRoutes(state: JiraState): Route[] {
  const withJql = (
    { body, user }: FakeRequest,
    answer: (found: ReturnType<typeof runJql>) => ReturnType<typeof ok>,
  ) => {
    try {
      return answer(runJql(state, String(body['jql'] ?? ''), user, body['reconcileIssues'] as number[] | undefined))
    } catch (error) {
      if (error instanceof JqlError) return refused(400, [error.message])
      throw error
    }
  }
  const allowed: Record<string, unknown[]> = {
    ...{ priority: priorities, customfield_10042: severities, customfield_10043: severities },
  }
  return [
    ['GET', /^\/rest\/api\/3\/myself$/, ({ user }) => ok(user)],
    [
      'GET',
      /^\/rest\/api\/3\/mypermissions$/,
      ({ query }) => {
        const names = (query.get('permissions') ?? '').split(',')
        return ok({ permissions: Object.fromEntries(names.map((key) => [key, { key, havePermission: true }])) })
      },
    ],
    [
      'GET',
      /^\/rest\/api\/3\/project\/search$/,
      ({ query, user }) => {
        const startAt = numberIn(query, 'startAt', 0)
        const asked = (query.get('query') ?? '').toLowerCase()
        const seen = state.projects.filter(
          ({ id, key, name }) => state.project(id, user) && `${key} ${name}`.toLowerCase().includes(asked),
        )
        const values = seen.slice(startAt, startAt + Math.min(50, numberIn(query, 'maxResults', 50)))
        const isLast = startAt + values.length >= seen.length
        return ok({ startAt, total: seen.length, isLast, values: values.map(projectShape) })
      },
    ],
    [
      'GET',
      /^\/rest\/api\/3\/project\/([^/]+)$/,
      ({ path: [key = ''], user }) => {
        const project = state.project(key, user)
        return project ? ok(projectShape(project)) : noProject(key)
      },
    ],
    [
      'GET',
      /^\/rest\/api\/3\/project\/([^/]+)\/statuses$/,
      ({ path: [key = ''], user }) =>
        state.project(key, user)
          ? ok(issueTypes.map(({ id, name, subtask }) => ({ id, name, subtask, self: '', statuses })))
          : noProject(key),
    ],
    [
      'GET',
      /^\/rest\/api\/3\/issue\/createmeta\/([^/]+)\/issuetypes$/,
      ({ path: [key = ''], user }) =>
        state.project(key, user)
          ? ok({ startAt: 0, maxResults: 50, total: issueTypes.length, issueTypes })
          : noProject(key),
    ],
    [
      'GET',
      /^\/rest\/api\/3\/issue\/createmeta\/([^/]+)\/issuetypes\/([^/]+)$/,
      ({ path: [key = ''], query, user }) => {
        const project = state.project(key, user)
        if (!project) return noProject(key)
        const startAt = numberIn(query, 'startAt', 0)
        const all = screenOf(project).map((fieldId) => ({
          ...{ fieldId, key: fieldId, name: fieldId, required: fieldId === 'summary', operations: ['set'] },
          ...(allowed[fieldId] && { allowedValues: allowed[fieldId] }),
        }))
        // Smaller pages than asked for: what is not followed is not known.
        return ok({ startAt, maxResults: 8, total: all.length, fields: all.slice(startAt, startAt + 8) })
      },
    ],
    [
      'GET',
      /^\/rest\/api\/3\/field$/,
      () => ok([...systemFields.map((id) => ({ id, key: id, name: id, custom: false })), ...customFields]),
    ],
    [
      'GET',
      /^\/rest\/api\/3\/user\/assignable\/search$/,
      ({ query }) => {
        const startAt = numberIn(query, 'startAt', 0)
        return ok(state.users.slice(startAt, startAt + numberIn(query, 'maxResults', 50)))
      },
    ],
    [
      'POST',
      /^\/rest\/api\/3\/search\/approximate-count$/,
      (request) => withJql(request, ({ length: count }) => ok({ count })),
    ],
    [
      'POST',
      /^\/rest\/api\/3\/search\/jql$/,
      (request) =>
        withJql(request, (found) => {
          const { body } = request
          const token = body['nextPageToken'] as string | undefined
          const after = token === undefined ? null : readToken(token)
          if (token !== undefined && (state.tokensExpired || after?.jql !== body['jql']))
            return refused(400, ['The provided next page token is invalid or expired.'])
          const maxResults = Math.min(100, Number(body['maxResults'] ?? 50))
          const from = after === null ? 0 : found.findIndex(({ id }) => id === after.id) + 1
          const page = found.slice(from, from + maxResults)
          const last = page.at(-1)
          const isLast = from + page.length >= found.length || last === undefined
          const fields = (body['fields'] as string[] | undefined) ?? ['id']
          const properties = (body['properties'] as string[] | undefined) ?? []
          return ok({
            issues: page.map((issue) => issueShape(state, issue, fields, properties)),
            isLast,
            ...(!isLast && { nextPageToken: writeToken({ jql: String(body['jql']), id: last.id }) }),
          })
        }),
    ],
  ]
}

interface Token {
  readonly jql: string
  readonly id: string
}
const writeToken = (token: Token) => Buffer.from(JSON.stringify(token)).toString('base64url')
function readToken(text: string): Token | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token
  } catch {
    return null
  }
}
