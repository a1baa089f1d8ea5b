import type { FakeUser } from './state.ts'

export interface FakeRequest {
  readonly user: FakeUser
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  /** The parts of the path that the route names. */
  readonly path: readonly string[]
}

export interface FakeAnswer {
  readonly status: number
  readonly body: unknown
}

export type Route = readonly [method: string, path: RegExp, answer: (request: FakeRequest) => FakeAnswer]

export const ok = (body: unknown): FakeAnswer => ({ status: 200, body })

/** As Notion refuses. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}
export const invalid = (message: string) => new Refusal(400, 'validation_error', message)
export const notFound = (what: string, id: string) =>
  new Refusal(
    404,
    'object_not_found',
    `Could not find ${what} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration.`,
  )
export const refusalOf = ({ status, code, message }: Refusal): FakeAnswer => ({
  ...{ status, body: { object: 'error', status, code, message, request_id: 'fake' } },
})

/** Cursors are opaque, and count from the beginning: who changes what is before one moves what is after it. */
export function paged<T>(
  all: readonly T[],
  { start_cursor: cursor, page_size: size }: { start_cursor?: unknown; page_size?: unknown },
  type: string,
  dress: (one: T) => unknown,
): FakeAnswer {
  const length = size === undefined || size === null ? 100 : Number(size)
  if (!(length >= 1 && length <= 100)) throw invalid('body.page_size should be between 1 and 100')
  const [, at] = typeof cursor === 'string' ? (/^cursor-(\d+)$/.exec(cursor) ?? [null, null]) : [null, '0']
  if (at === null || at === undefined) throw invalid('The start_cursor provided is invalid')
  const from = Number(at)
  const results = all.slice(from, from + length).map(dress)
  const more = from + length < all.length
  return ok({
    ...{ object: 'list', type, [type]: {}, results, has_more: more },
    ...{ next_cursor: more ? `cursor-${from + length}` : null },
  })
}
