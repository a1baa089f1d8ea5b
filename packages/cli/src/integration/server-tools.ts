import { type Access, callApi, getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { cut, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { findConnection } from './find-connection.ts'

interface ServerTool {
  readonly name: string
  readonly tool: string
  readonly description: string
  readonly readOnly: boolean
  readonly hash: string
  readonly problem: string | null
  readonly state: 'offered' | 'allowed' | 'changed' | 'gone'
  readonly trusted: boolean
}

const toolsOf = async (access: Access, id: string) =>
  (await getJson<{ items: ServerTool[] }>(access, `/v1/connections/${id}/tools`)).items
const pathOf = (id: string, tool: string) => `/v1/connections/${id}/tools/${encodeURIComponent(tool)}`

const states: Readonly<Record<ServerTool['state'], string>> = {
  offered: 'not allowed',
  allowed: 'allowed, asks',
  changed: 'changed: allow it again',
  gone: 'allowed, not offered now',
}

/** Lists what an MCP server offers, and what of it agents may call. */
export async function listTools(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  const items = await toolsOf(access, id)
  if (flags.json) return printJson({ items })
  printTable(
    ['TOOL', 'STATE', 'SAYS OF ITSELF'],
    items.map(({ tool, state, trusted, problem, readOnly, description }) => [
      tool,
      problem ?? (state === 'allowed' && trusted ? 'allowed, trusted' : states[state]),
      cut(`${readOnly ? '(reads) ' : ''}${description.replaceAll('\n', ' ')}`, 80),
    ]),
    'The server offers no tools.',
  )
}

/** Lets agents call tools as the server describes them now. */
export async function allowTools(
  words: string,
  names: string[],
  flags: ApiFlags & { all?: boolean; trust?: boolean },
): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  const tools = await toolsOf(access, id)
  const wanted = flags.all
    ? tools.filter(({ problem, state }) => problem === null && state !== 'gone')
    : names.map((name) => find(tools, name))
  if (wanted.length === 0) throw new UserError('Name the tools, or all of them with --all.', { exitCode: 2 })
  const allowed: unknown[] = []
  for (const { name, tool, hash, description } of wanted) {
    const body = { hash, trusted: flags.trust === true }
    allowed.push(await getJson(access, pathOf(id, name), { method: 'PUT', body }))
    if (!flags.json)
      console.log(`${tool} is allowed${flags.trust ? ', and asks nobody' : ''}: ${cut(description, 200)}`)
  }
  if (flags.json) printJson({ items: allowed })
}

/** Lets agents call them no longer. */
export async function disallowTools(words: string, names: string[], flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  for (const name of names) await callApi(access, pathOf(id, name), { method: 'DELETE' })
  if (flags.json) return printJson({ removed: names })
  console.log(`no longer allowed: ${names.join(', ')}`)
}

/** By its own name, or by that under which agents know it. */
function find(tools: readonly ServerTool[], words: string): ServerTool {
  const found = tools.find(({ name, tool }) => name === words || tool === words)
  if (found) return found
  throw new UserError(`The server offers no tool “${words}”.`, { hint: 'See: npx orchestrator connection tools' })
}
