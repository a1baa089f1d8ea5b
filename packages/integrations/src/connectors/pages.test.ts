import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import type { Connector } from '../connector/connector.ts'
import { connectors } from './index.ts'
import { sampledesk } from './sampledesk/index.ts'

const docs = join(import.meta.dirname, '../../../../docs')

/** Where people read how to connect it. */
function pageOf(id: string): string {
  const own = join(docs, 'integrations', `${id}.md`)
  return readFileSync(existsSync(own) ? own : join(docs, `${id}.md`), 'utf8')
}

const keysOf = (schema: z.ZodType): string[] =>
  Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {})

/** What is asked of whoever connects it, as it has to be typed. */
const asked = ({ auth, settings }: Connector): string[] => [
  ...auth.flatMap((method) => (method.kind === 'token' ? keysOf(method.credentials) : [])),
  ...keysOf(settings),
]

test.each(Object.values(connectors))('the page of $id names each of its credentials and settings', (connector) => {
  const page = pageOf(connector.id)
  expect(asked(connector)).not.toEqual([])
  expect(asked(connector).filter((key) => !page.includes(`\`${key}\``))).toEqual([])
})

test('so does the page with which a new connector begins', () => {
  const page = readFileSync(join(import.meta.dirname, 'sampledesk/page.md'), 'utf8')
  expect(asked(sampledesk).filter((key) => !page.includes(`\`${key}\``))).toEqual([])
})
