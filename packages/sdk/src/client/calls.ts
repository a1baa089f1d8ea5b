import type { Page, PageOptions } from '../run/resources.ts'
import { type Paged, paged } from './paged.ts'
import type { RequestOptions, Send } from './request.ts'
import type { EntityOptions } from './resource-types.ts'

export const at = (path: string, ...parts: readonly string[]): string =>
  [path, ...parts.map(encodeURIComponent)].join('/')

export interface Calls {
  list<T>(query?: PageOptions, options?: EntityOptions): Paged<T>
  get<T>(id: string, options?: EntityOptions): Promise<T>
  create<T>(body: object, options?: RequestOptions): Promise<T>
  update<T>(id: string, body: object, options?: RequestOptions): Promise<T>
  delete(id: string, options?: RequestOptions): Promise<void>
  verb<T>(id: string, verb: string, options?: RequestOptions, body?: object): Promise<T>
}

/** The calls that resources share; each resource offers those that it has. */
export function calls(send: Send, path: string): Calls {
  return {
    list: <T>(query: PageOptions = {}, options: EntityOptions = {}): Paged<T> =>
      paged<T>(
        (cursor) => send<Page<T>>({ method: 'GET', path, query: { ...query, cursor }, ...options }),
        query.cursor ?? undefined,
      ),
    get: (id, options = {}) => send({ method: 'GET', path: at(path, id), ...options }),
    create: (body, options = {}) => send({ method: 'POST', path, body, ...options }),
    update: (id, body, options = {}) => send({ method: 'PATCH', path: at(path, id), body, ...options }),
    delete: (id, options = {}) => send({ method: 'DELETE', path: at(path, id), ...options }),
    verb: (id, verb, options = {}, body) =>
      send({ method: 'POST', path: at(path, id, verb), ...(body && { body }), ...options }),
  }
}
