import { readFile } from 'node:fs/promises'
import { errorCodes, RunErrorCode } from '@orchestrator/domain'
import { expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import { tags } from './description.ts'
import { openApiDocument } from './document.ts'
import { examples } from './examples/index.ts'

type Json = Record<string, unknown>

const document = openApiDocument(routes)

it('names every operation once, in a chapter that there is', () => {
  const ids = routes.map((route) => route.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const chapters = new Set(tags.map((tag) => tag.name))
  for (const route of routes) expect([route.operationId, chapters.has(route.tag)]).toEqual([route.operationId, true])
})

it('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  expect(references.length).toBeGreaterThan(100)
  for (const reference of new Set(references)) {
    const found = reference.split('/').reduce<unknown>((node, key) => (node as Json | undefined)?.[key], document)
    expect([reference, found !== undefined]).toEqual([reference, true])
  }
})

it('answers may grow, requests are strict', () => {
  const { components, paths } = document as { components: { schemas: Json }; paths: Record<string, Json> }
  // What actions of rules can hold is said in requests and answers by the same schema, for they hold actions.
  const { RuleAction, ...answers } = components.schemas
  expect(JSON.stringify(RuleAction)).toContain('"additionalProperties":false')
  expect(JSON.stringify(answers)).not.toContain('"additionalProperties":false')
  expect(JSON.stringify((paths['/v1/tasks']?.post as Json | undefined)?.requestBody)).toContain(
    '"additionalProperties":false',
  )
})

it('has an example of every body, and each is what its schema takes', () => {
  const wrong = routes.flatMap(({ operationId, body, bodyExample }) =>
    body && !body.safeParse(bodyExample).success ? [operationId] : [],
  )
  expect(wrong).toEqual([])
  const { schemas } = (document as { components: { schemas: Record<string, Json> } }).components
  for (const [name, { schema, value }] of Object.entries(examples)) {
    expect([name, schema.safeParse(value).error]).toEqual([name, undefined])
    expect([name, schemas[name]?.example]).toEqual([name, value])
  }
})

it('every write may find its Idempotency-Key taken, and colours have a pattern that every engine reads', () => {
  const { paths, components } = document as { paths: Record<string, Json>; components: { schemas: Json } }
  for (const route of routes.filter(({ access, method }) => access === 'write' && method !== 'get')) {
    const { responses } = (paths[route.path] as Record<string, { responses: Json }>)[route.method] ?? { responses: {} }
    expect([route.operationId, '409' in responses]).toEqual([route.operationId, true])
  }
  const patterns = [...JSON.stringify({ paths, components }).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)]
  const withFlags = patterns
    .map(([, text = '""']) => JSON.parse(text) as string)
    .filter((text) => /\/[a-z]+$/.test(text))
  expect(withFlags).toEqual([])
})

it('tells every code that an error can have, of a request and of a run, and so do the docs', async () => {
  const { schemas } = (document as { components: { schemas: Record<string, { properties: Json }> } }).components
  expect(schemas.Problem?.properties.code).toMatchObject({
    enum: [...errorCodes, 'method_not_allowed', 'headers_too_large'],
  })
  expect(schemas.RunError?.properties.code).toMatchObject({ enum: RunErrorCode.options })
  for (const kind of ['Run', 'RunDetail', 'RunStep'])
    expect(JSON.stringify(schemas[kind]?.properties.error)).toMatch(/schemas\/RunError|"endless_loop"/)
  const docs = await readFile(new URL('../../../../docs/http-api.md', import.meta.url), 'utf8')
  const said = new Set([...docs.matchAll(/`(\w+)`/g)].map(([, word]) => word))
  expect(
    ['method_not_allowed', 'headers_too_large', ...RunErrorCode.options].filter((code) => !said.has(code)),
  ).toEqual([])
})
