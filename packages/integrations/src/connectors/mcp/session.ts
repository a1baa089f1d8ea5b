import type { Account, OfferedTool, Session, SessionOptions, ToolAnswer, ToolCall } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { McpSettings } from './auth.ts'
import { type Server, withServer } from './client.ts'
import { providerId } from './errors.ts'
import { plain } from './plain.ts'
import { readTools } from './read-tools.ts'

const mostPages = 20
const mostTools = 500
const longestError = 2_000

/** A server whose tools are called; it holds nothing that is kept in step. */
export class McpSession implements Session {
  readonly #options: SessionOptions

  constructor(options: SessionOptions) {
    this.#options = options
  }

  check(): Promise<Account> {
    return withServer(this.#options, async (server) => {
      const tools = await list(server)
      const { url } = McpSettings.parse(this.#options.settings)
      const name = plain(server.info?.title ?? server.info?.name ?? '', 100)
      const missing = tools.length === 0 ? ['tools: it offers none'] : []
      return { id: url, name: name === '' ? new URL(url).host : name, url, scopes: [], missing }
    })
  }

  tools(): Promise<readonly OfferedTool[]> {
    return withServer(this.#options, list)
  }

  callTool({ name, input, before }: ToolCall): Promise<ToolAnswer> {
    return withServer(this.#options, async (server) => {
      const offered = await list(server)
      if (!offered.some((tool) => tool.name === name && tool.problem === null))
        throw new ProviderError(providerId, 'not_found', `the server offers no tool ${name} now`)
      await before(offered)
      const { isError, ...answer } = await server.call(name, input)
      if (!isError) return answer
      throw new ProviderError(providerId, 'invalid', plain(answer.text, longestError) || 'the tool says that it failed')
    })
  }

  containers = async () => ({ containers: [], cursor: null })
  users = async () => []
  fields = async () => []
  count = async () => 0
  pull = nothing
  get = nothing
  create = nothing
  update = nothing
  remove = nothing
  search = nothing
}

async function list(server: Server): Promise<OfferedTool[]> {
  if (!server.hasTools) return []
  let all: unknown[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages && all.length < mostTools; page++) {
    const listed = await server.list(cursor)
    all = all.concat(listed.tools)
    cursor = listed.nextCursor
    if (cursor === undefined) break
  }
  return readTools(all.slice(0, mostTools))
}

async function nothing(): Promise<never> {
  throw new ProviderError(providerId, 'invalid', 'an MCP server has nothing that is kept in step')
}
