import { expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import { tags } from './description.ts'
import { openApiDocument } from './document.ts'

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
  expect(JSON.stringify(components.schemas)).not.toContain('"additionalProperties":false')
  expect(JSON.stringify((paths['/v1/tasks']?.post as Json | undefined)?.requestBody)).toContain(
    '"additionalProperties":false',
  )
})
