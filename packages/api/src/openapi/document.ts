import { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { Route } from '../http/route.ts'
import { Problem, problemKinds } from '../problem/problem.ts'
import { description, tags } from './description.ts'
import { examples } from './examples/index.ts'
import { commonHeaders, idempotencyHeaders, ifMatchHeader } from './headers.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of these routes. The same routes are what is served, so it cannot say anything else. */
export function openApiDocument(routes: readonly Route[]): Json {
  const app = new OpenAPIHono()
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `orc_…`: `npm start` prints one, `orchestrator key create` makes more',
  })
  for (const [status, problem] of problemResponses())
    registry.registerComponent('responses', `Problem${status}`, problem as never)
  registry.register('Problem', Problem)
  for (const route of routes) registry.registerPath(toPath(route) as never)
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Orchestrator API', version: '0.1.0', description, license: { name: 'MIT' } },
    servers: [{ url: '/', description: 'This server' }],
    tags,
    security: [{ apiKey: [] }],
  }) as unknown as Json
  return withExamples(openAnswers(document))
}

function toPath(route: Route): Json {
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.access === 'public' && { security: [] }),
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(isWrite(route) && { headers: z.object({ ...idempotencyHeaders, ...(route.conditional && ifMatchHeader) }) }),
      ...bodyOf(route),
    },
    responses: { [route.answer.status]: answerOf(route), ...problemsOf(route) },
  }
}

/** Some reads ask for more than the right to read. */
const isWrite = ({ access, method }: Route) => access === 'write' && method !== 'get'

function bodyOf({ body, bodyExample, rawBody }: Route): Json {
  if (rawBody) {
    const content = {
      'application/json': { schema: z.unknown(), example: rawBody.example },
      'application/x-www-form-urlencoded': {
        schema: z.object({ payload: z.string() }),
        example: { payload: JSON.stringify(rawBody.example) },
      },
    }
    return { body: { description: rawBody.description, required: true, content } }
  }
  if (!body) return {}
  return {
    body: {
      required: true,
      content: {
        'application/json': { schema: documentable(body), ...(bodyExample !== undefined && { example: bodyExample }) },
      },
    },
  }
}

/** `z.json()` refers to itself without a name, which a document cannot say; there it is any JSON. */
function documentable(body: z.ZodType): z.ZodType {
  if (!(body instanceof z.ZodObject)) return body
  const anyJson = z.unknown().optional().meta({ description: 'any JSON' })
  const replaced = Object.entries(body.shape).filter(([, field]) => innermost(field as z.ZodType) instanceof z.ZodLazy)
  return replaced.length === 0 ? body : body.extend(Object.fromEntries(replaced.map(([name]) => [name, anyJson])))
}

function innermost(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? innermost(schema.unwrap() as z.ZodType)
    : schema
}

function answerOf({ answer, access }: Route): Json {
  const { description: text, schema, contentType = 'application/json', alsoAs = [] } = answer
  const others = Object.fromEntries(alsoAs.map((type) => [type, { schema: z.string() }]))
  return {
    description: text,
    ...(access !== 'public' && { headers: commonHeaders }),
    ...(schema && { content: { [contentType]: { schema }, ...others } }),
  }
}

const usual = {
  public: [400, 429, 431, 500, 503],
  read: [400, 401, 403, 429, 431, 500, 503],
  // Each of them can find its Idempotency-Key used for another request.
  write: [400, 401, 403, 409, 429, 431, 500, 503],
} as const

function problemsOf(route: Route): Json {
  const statuses = new Set<number>([
    ...usual[route.access === 'write' && !isWrite(route) ? 'read' : route.access],
    ...(route.problems ?? []),
    ...(route.body || route.rawBody ? [413, 415] : []),
  ])
  return Object.fromEntries(
    [...statuses].sort().map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  )
}

function problemResponses(): [number, Json][] {
  const statuses = new Set(Object.values(problemKinds).map((kind) => kind.status))
  const schema = { $ref: '#/components/schemas/Problem' }
  return [...statuses].sort().map((status) => {
    const content = { 'application/problem+json': { schema, example: problemExample(status) } }
    return [status, { description: describe(status), content }]
  })
}

/** As the example of all problems, but of this status. */
function problemExample(status: number): unknown {
  const example = examples.Problem?.value as Problem
  const [code, { title }] = Object.entries(problemKinds).find(([, kind]) => kind.status === status) ?? [
    '',
    { title: '' },
  ]
  if (code === example.code) return example
  return { ...example, type: `urn:orchestrator:problem:${code}`, title, status, detail: title, code, errors: [] }
}

/** The codes that a status can have. */
function describe(status: number): string {
  const codes = Object.entries(problemKinds).filter(([, kind]) => kind.status === status)
  return codes.map(([code, kind]) => `\`${code}\`: ${kind.title}`).join('; ')
}

/** Answers may grow fields; a client that was generated from the document must not refuse them. Requests stay strict. */
function openAnswers(document: Json): Json {
  const schemas = (document.components as { schemas: Record<string, Json> }).schemas
  const open = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const schema = node as Json
    if (schema.additionalProperties === false) delete schema.additionalProperties
    Object.values(schema).forEach(open)
  }
  // Named schemas are those of answers; bodies of requests stand in their routes, but for what holds itself.
  for (const [name, schema] of Object.entries(schemas)) if (name !== 'RuleAction') open(schema)
  return document
}

/** Made-up values of every field tell nobody what an answer looks like. */
function withExamples(document: Json): Json {
  const { schemas } = document.components as { schemas: Record<string, Json> }
  for (const [name, { value }] of Object.entries(examples)) if (schemas[name]) schemas[name].example = value
  return document
}
