import type { FakeUser } from './state.ts'

export interface FakeRequest {
  readonly user: FakeUser
  /** By an app that acts for the user. */
  readonly app: boolean
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

export const ok = (body: unknown, status = 200): FakeAnswer => ({ status, body })
export const done: FakeAnswer = { status: 204 }
export const refused = (
  status: number,
  messages: readonly string[],
  errors: Record<string, string> = {},
): FakeAnswer => ({
  ...{ status, body: { errorMessages: messages, errors } },
})
export const noIssue = refused(404, ['Issue does not exist or you do not have permission to see it.'])

export const numberIn = (query: URLSearchParams, name: string, otherwise: number): number =>
  Number(query.get(name) ?? otherwise)
/** Lists come as one text with commas, and as the parameter given again. */
export const listIn = (query: URLSearchParams, name: string): string[] =>
  query.getAll(name).flatMap((one) => one.split(',').map((part) => part.trim()))
