import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import {
  ErrorCode,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js'
import { type Access, nobodyAnswers, problemOf } from '../api-client.ts'
import { UserError } from '../user-error.ts'

/**
 * Carries messages of the Model Context Protocol between this process's standard input and output and the API. It ends with its
 * input, once what was asked is answered. A request that the API refuses is answered with an error; all else is told on stderr.
 */
export async function bridge(access: Access): Promise<void> {
  const near = new StdioServerTransport()
  const far = new StreamableHTTPClientTransport(new URL(`${access.url}/mcp`), {
    requestInit: { headers: { Authorization: `Bearer ${access.apiKey}` } },
    fetch: (url, init) => fetchOrSay(access, url, init),
  })
  far.onmessage = (message) => {
    if (isJSONRPCResultResponse(message) && typeof message.result['protocolVersion'] === 'string')
      far.setProtocolVersion(message.result['protocolVersion'])
    void near.send(message)
  }
  near.onmessage = (message) =>
    void far.send(message).catch((error: unknown) => {
      const answer = refusalOf(message, error)
      if (answer) void near.send(answer)
      else console.error(error instanceof Error ? error.message : String(error))
    })
  near.onerror = (error) => console.error(error.message)
  await far.start()
  await near.start()
}

/** 405 is how the API says that it sends nothing unasked. @throws UserError in the API's own words */
async function fetchOrSay(access: Access, url: string | URL, init: RequestInit | undefined): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw nobodyAnswers(access, cause)
  })
  if (response.ok || response.status === 405) return response
  throw await problemOf(response)
}

function refusalOf(message: JSONRPCMessage, error: unknown): JSONRPCMessage | undefined {
  if (!isJSONRPCRequest(message)) return undefined
  const {
    message: words,
    hint,
    code,
  } = error instanceof UserError ? error : ({ message: String(error) } as Partial<UserError>)
  const text = hint === undefined ? `${words}` : `${words} ${hint}`
  const data = code === undefined ? {} : { data: { code } }
  return { jsonrpc: '2.0', id: message.id, error: { code: ErrorCode.ConnectionClosed, message: text, ...data } }
}
