import { type FakeRequest, noIssue, type Route, refused } from './answer.ts'
import { type FakeIssue, type FakeLink, type JiraState, linkTypes } from './state.ts'
import type { Tell } from './tell.ts'

/** Links between issues. Of one that is made its id is not told, and who may not link finds nothing. */
export function linkRoutes(state: JiraState, tell: Tell): Route[] {
  const both = ({ inward, outward }: FakeLink) => [inward, outward].flatMap((id) => state.issues.get(id) ?? [])
  const changed = (issues: readonly FakeIssue[]) => {
    for (const issue of issues) {
      issue.updated = state.now()
      state.touched(issue)
    }
  }
  const named = ({ body, user }: FakeRequest, side: string) => {
    const { id = '', key = '' } = (body[side] ?? {}) as Record<string, string>
    return state.issue(id || key, user)
  }
  const make = (request: FakeRequest) => {
    const { name = '' } = (request.body['type'] ?? {}) as Record<string, string>
    const type = linkTypes.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (!type) return refused(404, [`No issue link type with name '${name}' found.`])
    const [inward, outward] = [named(request, 'inwardIssue'), named(request, 'outwardIssue')]
    if (!inward || !outward) return noIssue
    if (inward === outward) return refused(400, ['You cannot link an issue to itself.'])
    const { unlinkable = false } = state.projects.find(({ id }) => id === inward.projectId) ?? {}
    if (unlinkable) return refused(404, [`No Link Issue Permission for issue '${state.keyOf(inward)}'`])
    // The same one again is answered as though it were made.
    if (inward.links.some((one) => one.type === type && one.outward === outward.id)) return { status: 201 }
    const link = { id: state.nextId(), type, inward: inward.id, outward: outward.id }
    for (const issue of [inward, outward]) issue.links.push(link)
    changed([inward, outward])
    tell.link('issuelink_created', link)
    return { status: 201 }
  }
  const remove = ({ path: [id] }: FakeRequest) => {
    const link = [...state.issues.values()].flatMap(({ links }) => links).find((one) => one.id === id)
    if (!link) return refused(404, [`No issue link with id '${id}' exists.`])
    const issues = both(link)
    for (const issue of issues) issue.links = issue.links.filter((one) => one.id !== id)
    changed(issues)
    tell.link('issuelink_deleted', link)
    return { status: 204 }
  }
  return [
    ['POST', /^\/rest\/api\/3\/issueLink$/, make],
    ['DELETE', /^\/rest\/api\/3\/issueLink\/([^/]+)$/, remove],
  ]
}
