import { readdirSync } from 'node:fs'
import { providers } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { connectors } from './index.ts'

/** `orchestrator connector new` copies it; nobody can connect to it. */
const template = 'sampledesk'
const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())

test('every folder here is a connector, by its id, and its id begins the types of its events', () => {
  const ids = folders.map(({ name }) => name).filter((name) => name !== template)
  expect(Object.keys(connectors).sort()).toEqual(ids.sort())
  for (const [id, connector] of Object.entries(connectors)) expect(connector.id).toBe(id)
  expect([...providers]).toEqual(expect.arrayContaining(ids))
  expect([...providers]).not.toContain(template)
})
