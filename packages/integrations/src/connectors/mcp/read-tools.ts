import { hash } from 'node:crypto'
import * as z from 'zod'
import type { OfferedTool } from '../../connector/connector.ts'
import { hasUnseen, plain } from './plain.ts'

const longest = { title: 100, description: 2_000, schema: 20_000 }
const deepest = 30

const Said = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z
    .object({ title: z.string(), readOnlyHint: z.boolean(), idempotentHint: z.boolean() })
    .partial()
    .optional()
    .catch(undefined),
})

/** Tools as a server lists them, each name once. One that cannot be read keeps none of the others. */
export function readTools(listed: readonly unknown[]): OfferedTool[] {
  const tools = new Map<string, OfferedTool>()
  for (const one of listed) {
    const tool = readTool(one)
    if (!tools.has(tool.name)) tools.set(tool.name, tool)
  }
  return [...tools.values()]
}

function readTool(listed: unknown): OfferedTool {
  const said = Said.safeParse(listed)
  if (!said.success) return withHash({ ...nothing, name: nameIn(listed), problem: 'it is not described as MCP says' })
  const { name, title, description = '', inputSchema, annotations } = said.data
  const shown = plain(title ?? annotations?.title ?? '', longest.title)
  const problem = problemOfName(name) ?? problemOfSchema(inputSchema)
  return withHash({
    name: plain(name, 200),
    title: shown === '' ? null : shown,
    description: plain(description, longest.description),
    inputSchema: problem === null ? withPlainWords({ ...inputSchema, type: 'object' }) : nothing.inputSchema,
    readOnly: annotations?.readOnlyHint === true,
    idempotent: annotations?.idempotentHint === true,
    problem,
  })
}

const nothing = {
  ...{ title: null, description: '', inputSchema: { type: 'object' }, readOnly: false, idempotent: false },
}

const nameIn = (listed: unknown): string => {
  const { name } = (listed ?? {}) as { name?: unknown }
  return typeof name === 'string' ? plain(name, 200) : ''
}

const problemOfName = (name: string) =>
  /^[A-Za-z0-9_.-]{1,128}$/.test(name) ? null : 'its name has characters other than letters, digits, _, . and -'

function problemOfSchema(schema: Readonly<Record<string, unknown>>): string | null {
  if (schema['type'] !== undefined && schema['type'] !== 'object') return 'what it takes is no object'
  const { depth, unseen } = look(schema)
  // First, as what is nested too deeply cannot be written as JSON.
  if (depth > deepest) return `what it takes is nested deeper than ${deepest}`
  if (JSON.stringify(schema).length > longest.schema)
    return `what it takes has over ${longest.schema} characters of JSON`
  return unseen ? 'what it takes has characters that nobody sees' : null
}

/** Words for models, which may be cleaned; all else has to be sent as it is. */
const words = new Set(['title', 'description', '$comment'])

function look(value: unknown, depth = 0): { readonly depth: number; readonly unseen: boolean } {
  if (typeof value === 'string') return { depth, unseen: hasUnseen(value) }
  if (typeof value !== 'object' || value === null || depth > deepest) return { depth, unseen: false }
  const below = Object.entries(value).map(([key, one]) => {
    const found = look(one, depth + 1)
    const isWord = words.has(key) && typeof one === 'string'
    return { depth: found.depth, unseen: hasUnseen(key) || (found.unseen && !isWord) }
  })
  const reached = below.reduce((most, one) => Math.max(most, one.depth), depth)
  return { depth: reached, unseen: below.some((one) => one.unseen) }
}

function withPlainWords<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one) => withPlainWords(one)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      words.has(key) && typeof one === 'string' ? plain(one, longest.description) : withPlainWords(one),
    ]),
  ) as T
}

/** Over what is told of it: what a server changes of the rest changes nothing. */
const withHash = (tool: Omit<OfferedTool, 'hash'>): OfferedTool => ({ ...tool, hash: hash('sha256', ordered(tool)) })

/** JSON with sorted keys: some servers give them in another order each time. */
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
