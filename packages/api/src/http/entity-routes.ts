import { type CommandInput, type CommandType, definitionOf, type EntityKind, Id } from '@orchestrator/domain'
import { AppError } from '@orchestrator/domain'
import { type Condition, getEntity, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { entityAfter, runCommand } from '../writes/run-command.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { entityResponse } from './entity-response.ts'
import { baseVersionOf } from './if-match.ts'
import { read } from './read.ts'
import { type Call, defineRoute, type Route } from './route.ts'

export const idParams = z.strictObject({ id: Id })

/** What every route of a resource shares. */
export interface Resource {
  /** e.g. `/v1/tasks` */
  readonly path: string
  readonly tag: string
  readonly kind: EntityKind
  readonly schema: z.ZodObject
  /** As a person says it, e.g. `custom field`. */
  readonly noun: string
}

type Words = Pick<Route, 'operationId'> & Partial<Pick<Route, 'summary' | 'description' | 'bodyExample'>>

const dataOf = (command: CommandType) => definitionOf(command).data as z.ZodObject

/** POST: the command's data is the body. */
export function createRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  const { summary } = definitionOf(words.command)
  return defineRoute({
    summary,
    ...words,
    method: 'post',
    path: resource.path,
    tag: resource.tag,
    access: 'write',
    body: dataOf(words.command),
    answer: { status: 201, description: `The new ${resource.noun}`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      const applied = await runCommand(call, words.command, call.body as CommandInput<CommandType>)
      call.c.header('Location', `${resource.path}/${applied.result.id}`)
      return entityResponse(call.c, await entityAfter(call, applied), 201)
    },
  })
}

/** PATCH: the command's data without the id is the body. */
export function updateRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  const { summary } = definitionOf(words.command)
  const data = dataOf(words.command)
  const versioned = 'baseVersion' in data.shape
  return defineRoute({
    summary,
    ...words,
    method: 'patch',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    body: data.omit({ id: true }),
    conditional: versioned,
    answer: { status: 200, description: `The ${resource.noun} after the change`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      const body = call.body as { baseVersion?: number }
      const baseVersion = versioned ? baseVersionOf(call.c, body.baseVersion) : undefined
      const input = { ...body, ...(baseVersion !== undefined && { baseVersion }), id: call.params.id }
      return entityResponse(call.c, await entityAfter(call, await runCommand(call, words.command, input as CommandInput<CommandType>)))
    },
  })
}

/** POST to a verb below the entity, without a body, e.g. archive. */
export function verbRoute(resource: Resource, words: Words & { command: CommandType; verb: string }): Route {
  return defineRoute({
    summary: definitionOf(words.command).summary,
    ...words,
    method: 'post',
    path: `${resource.path}/{id}/${words.verb}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    answer: { status: 200, description: `The ${resource.noun} after the change`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      return entityResponse(call.c, await entityAfter(call, await runCommand(call, words.command, { id: call.params.id } as CommandInput<CommandType>)))
    },
  })
}

/** DELETE: answers nothing. */
export function deleteRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  return defineRoute({
    summary: definitionOf(words.command).summary,
    ...words,
    method: 'delete',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    answer: { status: 204, description: 'Done' },
    problems: [404, 409],
    async handle(call) {
      await runCommand(call, words.command, { id: call.params.id } as CommandInput<CommandType>)
      return call.c.body(null, 204)
    },
  })
}

/** GET of one. */
export function getRoute(resource: Resource, words: Words): Route {
  return defineRoute({
    summary: `Get a ${resource.noun}`,
    ...words,
    method: 'get',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'read',
    params: idParams,
    answer: { status: 200, description: `The ${resource.noun}`, schema: resource.schema },
    problems: [404],
    async handle({ api, c, workspaceId, params }) {
      const entity = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, resource.kind, params.id))
      if (!entity) throw new AppError('not_found', `there is no ${resource.noun} ${params.id}`)
      return entityResponse(c, entity)
    },
  })
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'items on a page, 1 to 200' }),
  cursor: z.string().max(2_000).optional().meta({ description: 'the `nextCursor` of the page before' }),
}

export const pageOf = (schema: z.ZodType) =>
  z.object({ items: z.array(schema), nextCursor: z.string().nullable().meta({ description: 'null: there is no next page' }) })

interface PageQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** GET of a page, in an order that the query may choose. */
export function listRoute<F extends z.ZodRawShape>(
  resource: Resource,
  words: Words & {
    filters: F
    /** The orders to choose from; the first is the default. A name with `-` before it is the order backwards. */
    sorts: Readonly<Record<string, Sort>>
    where(query: z.output<z.ZodObject<F>>, call: Call): readonly Condition[]
  },
): Route {
  const { filters, sorts, where, ...rest } = words
  const names = Object.keys(sorts) as [string, ...string[]]
  const sort = names.length > 1 ? { sort: z.enum(names).default(names[0]).meta({ description: 'the order' }) } : {}
  return defineRoute({
    summary: `List ${resource.tag.toLowerCase()}`,
    ...rest,
    method: 'get',
    path: resource.path,
    tag: resource.tag,
    access: 'read',
    query: z.strictObject({ ...filters, ...sort, ...pageQuery }),
    answer: { status: 200, description: 'A page', schema: pageOf(resource.schema) },
    async handle(call) {
      const query = call.query as unknown as PageQuery & { sort?: string }
      const name = query.sort ?? names[0]
      const order = sorts[name] as Sort
      const label = `${resource.kind} ${name}`
      const after = query.cursor === undefined ? undefined : decodeCursor(label, order.columns, query.cursor)
      const request = { kind: resource.kind, where: where(call.query as never, call as Call), sort: order, after, limit: query.limit }
      const page = await read(call.api, call.workspaceId, (tx) => listEntities(tx, call.workspaceId, request))
      return call.c.json({ items: page.items, nextCursor: page.next && encodeCursor(label, page.next) })
    },
  })
}

const id = { expression: 't.id', type: 'uuid', field: 'id' } as const

/** Orders that most resources have. */
export const byCreation: Readonly<Record<string, Sort>> = {
  createdAt: { columns: [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' }, id], descending: false },
  '-createdAt': { columns: [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' }, id], descending: true },
}

export const byText = (column: string, field: string): Readonly<Record<string, Sort>> => ({
  [field]: { columns: [{ expression: `t.${column}`, type: 'text', field }, id], descending: false },
})

/** `column = value` for each value that was given. */
export function equals(...pairs: readonly (readonly [column: string, value: string | boolean | undefined, type?: string])[]): Condition[] {
  return pairs.flatMap(([column, value, type = 'uuid']) => (value === undefined ? [] : [{ sql: `t.${column} = ?::${type}`, values: [value] }]))
}

/** A list of words with commas in a query, e.g. `status=started,completed`. */
export function listOf<T extends string>(schema: z.ZodType<T, string>, example: string) {
  return z
    .string()
    .max(500)
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(schema))
    .optional()
    .meta({ description: `one or more, with commas, e.g. \`${example}\`` })
}
