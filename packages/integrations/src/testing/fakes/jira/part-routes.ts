import type { AdfNode } from '../../../connectors/jira/adf/adf.ts'
import { adfFault } from './adf-schema.ts'
import {
  done,
  type FakeAnswer,
  type FakeRequest,
  listIn,
  noIssue,
  numberIn,
  ok,
  type Route,
  refused,
} from './answer.ts'
import { commentShape, worklogShape } from './shapes.ts'
import type { FakeIssue, JiraState, Part } from './state.ts'
import type { Tell } from './tell.ts'

/** Comments and worklogs. */
export function partRoutes(state: JiraState, tell: Tell): Route[] {
  const kinds = [
    { name: 'comment', list: 'comments', text: 'body' },
    { name: 'worklog', list: 'worklogs', text: 'comment' },
  ] as const
  return [...kinds.flatMap((kind) => routesOf(state, tell, kind)), commentList(state)]
}

interface Kind {
  readonly name: 'comment' | 'worklog'
  readonly list: 'comments' | 'worklogs'
  readonly text: string
}

function routesOf(state: JiraState, tell: Tell, { name, list, text }: Kind): Route[] {
  const all = new RegExp(`^/rest/api/3/issue/([^/]+)/${name}$`)
  const one = new RegExp(`^/rest/api/3/issue/([^/]+)/${name}/([^/]+)$`)
  const gone = refused(404, [`Can not find a ${name} for the id.`])
  // What is hidden in comments, this resource does not tell.
  const shape = (part: Part, issue: FakeIssue, query: URLSearchParams) =>
    name === 'comment'
      ? commentShape(part, false)
      : worklogShape(part, issue.id, listIn(query, 'expand').includes('properties'))
  const withIssue = (answer: (request: FakeRequest, issue: FakeIssue) => FakeAnswer) => (request: FakeRequest) => {
    const issue = state.issue(request.path[0] ?? '', request.user)
    return issue ? answer(request, issue) : noIssue
  }
  const withPart = (answer: (request: FakeRequest, issue: FakeIssue, part: Part) => FakeAnswer) =>
    withIssue((request, issue) => {
      const part = issue[list].find(({ id }) => id === request.path[1])
      return part ? answer(request, issue, part) : gone
    })
  const faultOf = (body: FakeRequest['body']): FakeAnswer | null => {
    const document = body[text]
    const seconds = body['timeSpentSeconds']
    if (document !== undefined && adfFault(document as AdfNode) !== null)
      return refused(400, [], { [text]: `${name} body is not valid!` })
    if (name === 'worklog' && seconds !== undefined && (seconds as number) < 60)
      return refused(400, ['Time spent must be at least one minute.'])
    return null
  }
  const touch = (issue: FakeIssue) => {
    issue.updated = state.now()
    state.touched(issue)
  }
  return [
    [
      'GET',
      all,
      withIssue(({ query }, issue) => {
        const startAt = numberIn(query, 'startAt', 0)
        const maxResults = Math.min(numberIn(query, 'maxResults', 100), 100)
        const parts = query.get('orderBy') === '-created' ? [...issue[list]].reverse() : issue[list]
        const some = parts.slice(startAt, startAt + maxResults).map((part) => shape(part, issue, query))
        return ok({ startAt, maxResults, total: parts.length, [list]: some })
      }),
    ],
    [
      'POST',
      all,
      withIssue(({ body, user, query }, issue) => {
        const fault = faultOf(body)
        if (fault) return fault
        const at = state.now()
        const properties = (body['properties'] ?? []) as { key: string; value: unknown }[]
        const part: Part = {
          ...{ id: state.nextId(), author: user, created: at, updated: at, body: (body[text] as AdfNode) ?? null },
          properties: Object.fromEntries(properties.map(({ key, value }) => [key, value])),
          ...(name === 'worklog' && {
            started: String(body['started']),
            timeSpentSeconds: Number(body['timeSpentSeconds']),
          }),
        }
        issue[list].push(part)
        touch(issue)
        tell.part(`${name}_created`, issue, part, user)
        return ok(shape(part, issue, query), 201)
      }),
    ],
    ['GET', one, withPart(({ query }, issue, part) => ok(shape(part, issue, query)))],
    [
      'PUT',
      one,
      withPart(({ body, user, query }, issue, part) => {
        const fault = faultOf(body)
        if (fault) return fault
        if (body[text] !== undefined) part.body = body[text] as AdfNode
        if (body['started'] !== undefined) part.started = String(body['started'])
        if (body['timeSpentSeconds'] !== undefined) part.timeSpentSeconds = Number(body['timeSpentSeconds'])
        part.updated = state.now()
        touch(issue)
        tell.part(`${name}_updated`, issue, part, user)
        return ok(shape(part, issue, query))
      }),
    ],
    [
      'DELETE',
      one,
      withPart(({ user }, issue, part) => {
        issue[list] = issue[list].filter((other) => other !== part)
        touch(issue)
        tell.part(`${name}_deleted`, issue, part, user)
        return done
      }),
    ],
  ]
}

const commentList = (state: JiraState): Route => [
  'POST',
  /^\/rest\/api\/3\/comment\/list$/,
  ({ body, query, user }) => {
    const ids = (body['ids'] as number[]).map(String)
    if (ids.length > 1_000) return refused(400, ['The maximum number of comments is 1000.'])
    const values = [...state.issues.values()]
      .filter((issue) => state.project(issue.projectId, user))
      .flatMap(({ comments }) => comments.filter(({ id }) => ids.includes(id)))
      .map((part) => commentShape(part, listIn(query, 'expand').includes('properties')))
    return ok({ startAt: 0, maxResults: 1_000, total: values.length, isLast: true, values })
  },
]
