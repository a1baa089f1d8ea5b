// To adapt: the service's routes that the connector uses, with what its reference says they answer, refusals included.
import { randomUUID } from 'node:crypto'
import { check, type FakeList, type FakePerson, type FakeThing, type Kind, type SampleDeskState } from './state.ts'
import type { Tell } from './tell.ts'

export interface FakeRequest {
  readonly user: FakePerson
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  /** The parts of the path that the route names. */
  readonly path: readonly string[]
}
export interface FakeAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
export type Route = readonly [method: string, path: RegExp, answer: (request: FakeRequest) => FakeAnswer]

const ok = (body: unknown, status = 200): FakeAnswer => ({ status, body })
export const refused = (status: number, message: string, fields: object[] = []): FakeAnswer => ({
  status,
  body: { message, fields },
})
const nothing = refused(404, 'Not found')

export function routes(state: SampleDeskState, tell: Tell): Route[] {
  const listShape = ({ id, name }: FakeList) => {
    const items = [...state.things.items.values()].filter((one) => one.list_id === id && !state.gone.has(one.id))
    return { id, name, url: `https://sampledesk.example/${id}`, item_count: items.length }
  }
  /** What is gone is said to be, but only to who could see it. */
  const withThing = (kind: Kind, { path: [id = ''], user }: FakeRequest, work: (thing: FakeThing) => FakeAnswer) => {
    const thing = state.things[kind].get(id)
    if (!thing || !state.list(thing.list_id, user)) return nothing
    return state.gone.has(id) ? refused(410, 'It was deleted') : work(thing)
  }
  const inList = (request: FakeRequest, work: (list: FakeList) => FakeAnswer) => {
    const list = state.list(request.path[0], request.user)
    return list ? work(list) : nothing
  }
  const make = (kind: Kind, place: { list_id: string; item_id?: string }, { body, user }: FakeRequest): FakeAnswer => {
    const checked = check(kind, state, body)
    if ('field' in checked) return refused(422, 'It is not valid', [checked])
    const empty = kind === 'items' ? { text: '', done: false, labels: [], assignee_id: null } : {}
    const at = state.now()
    const id = randomUUID()
    const thing: FakeThing = {
      ...{
        id,
        ...place,
        url: `https://sampledesk.example/${id}`,
        external_id: (body['external_id'] as string) ?? null,
      },
      ...{ created_by: user, created_at: at, updated_at: at, ...empty, ...checked.fields },
    }
    if (kind === 'items' && thing['title'] === undefined)
      return refused(422, 'It is not valid', [{ field: 'title', message: 'missing' }])
    state.things[kind].set(id, thing)
    tell.happened(kind, 'created', thing, user)
    return ok(thing, 201)
  }
  const ofKind = (kind: Kind): Route[] => [
    [
      'GET',
      new RegExp(`^/lists/([^/]+)/${kind}$`),
      (request) => inList(request, ({ id }) => ok(state.page(kind, id, request.query))),
    ],
    ['GET', new RegExp(`^/${kind}/([^/]+)$`), (request) => withThing(kind, request, ok)],
    [
      'PATCH',
      new RegExp(`^/${kind}/([^/]+)$`),
      (request) =>
        withThing(kind, request, (thing) => {
          const checked = check(kind, state, request.body)
          if ('field' in checked) return refused(422, 'It is not valid', [checked])
          Object.assign(thing, checked.fields, { updated_at: state.now() })
          tell.happened(kind, 'updated', thing, request.user)
          return ok(thing)
        }),
    ],
    [
      'DELETE',
      new RegExp(`^/${kind}/([^/]+)$`),
      (request) =>
        withThing(kind, request, (thing) => {
          state.gone.add(thing.id)
          tell.happened(kind, 'deleted', thing, request.user)
          return { status: 204 }
        }),
    ],
  ]
  return [
    ['GET', /^\/me$/, ({ user }) => ok({ ...user, scopes: ['read', 'write'] })],
    [
      'GET',
      /^\/lists$/,
      ({ user, query }) => {
        const seen = state.lists.filter(
          ({ id, name }) => state.list(id, user) && name.includes(query.get('search') ?? ''),
        )
        const from = (Number(query.get('page') ?? 1) - 1) * 50
        return ok({ data: seen.slice(from, from + 50).map(listShape), more: seen.length > from + 50 })
      },
    ],
    ['GET', /^\/lists\/([^/]+)$/, (request) => inList(request, (list) => ok(listShape(list)))],
    ['GET', /^\/lists\/([^/]+)\/people$/, (request) => inList(request, () => ok({ data: state.people }))],
    ...ofKind('items'),
    ...ofKind('comments'),
    [
      'POST',
      /^\/lists\/([^/]+)\/items$/,
      (request) => inList(request, ({ id: list_id }) => make('items', { list_id }, request)),
    ],
    [
      'POST',
      /^\/items\/([^/]+)\/comments$/,
      (request) =>
        withThing('items', request, ({ id, list_id }) => make('comments', { list_id, item_id: id }, request)),
    ],
    ...tell.routes(inList),
  ]
}
