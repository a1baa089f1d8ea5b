// A language model that speaks as OpenAI's chat completions do, answers as a test says, as slowly as it says, and writes down what it was
// asked and how far each answer came: what was asked twice, and what nobody may be told, is seen here.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface AskedMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content?: string | null
  readonly tool_calls?: readonly { readonly id: string; readonly function: { name: string; arguments: string } }[]
}

/** What the model was sent. */
export interface Asked {
  readonly messages: readonly AskedMessage[]
  /** Names of the tools that it may call. */
  readonly tools: readonly string[]
  readonly stream: boolean
}

/** What it says: words, calls of tools, or both. */
export interface Says {
  readonly text?: string
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[]
  /** It refuses the request, in these words. */
  readonly refuses?: string
  /** It would have said more than it may. */
  readonly cut?: boolean
}

export interface LoggedCall {
  readonly asked: Asked
  /** The request as it came, its headers too: what must not leave is looked for here. */
  readonly request: string
  readonly says: Says
  /** Milliseconds since the epoch, as all times here. */
  readonly begunAt: number
  readonly chunksAt: number[]
  /** null: under way. `broken off`: the asker went away before its end. */
  end: 'finished' | 'broken off' | null
  endedAt: number | null
}

export interface ModelServer {
  /** For a process that is to ask it: the only model, with a price. */
  readonly env: Readonly<Record<string, string>>
  readonly calls: readonly LoggedCall[]
  close(): Promise<void>
}

/** Of the model in {@link ModelServer.env}, in USD for a million tokens. */
export const modelPrice = { input: 1, output: 4 }

const model = 'local/scripted'
const charactersPerToken = 4
const tokensOf = (text: string): number => Math.ceil(text.length / charactersPerToken)

/**
 * @param answer what is said to a conversation; called once for each request
 * @param pace how long it thinks before the first word, and how long between pieces of its text
 */
export async function startModelServer(
  answer: (asked: Asked) => Says,
  { thinksMs = 0, pieceMs = 0, pieceLength = 20 }: { thinksMs?: number; pieceMs?: number; pieceLength?: number } = {},
): Promise<ModelServer> {
  const calls: LoggedCall[] = []
  const reply = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = await textOf(request)
    const { messages, tools = [], stream = false } = JSON.parse(sent)
    const asked: Asked = {
      ...{ messages, stream },
      tools: tools.map((tool: { function: { name: string } }) => tool.function.name),
    }
    const says = answer(asked)
    const call: LoggedCall = {
      ...{ asked, says, request: `${JSON.stringify(request.headers)}\n${sent}` },
      ...{ begunAt: Date.now(), chunksAt: [], end: null, endedAt: null },
    }
    calls.push(call)
    response.on('close', () => {
      call.end = response.writableFinished ? 'finished' : 'broken off'
      call.endedAt = Date.now()
    })
    await pause(thinksMs)
    if (says.refuses !== undefined) {
      const error = { message: says.refuses, type: 'invalid_request_error' }
      return void response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    }
    const usage = usageOf(sent, says)
    if (!stream)
      return void response.setHeader('content-type', 'application/json').end(JSON.stringify(whole(says, usage)))
    response.setHeader('content-type', 'text/event-stream')
    for (const piece of piecesOf(says, pieceLength)) {
      if (response.destroyed) return
      response.write(`data: ${JSON.stringify(chunk(piece))}\n\n`)
      call.chunksAt.push(Date.now())
      await pause(pieceMs)
    }
    response.write(`data: ${JSON.stringify({ ...chunk(null), usage })}\n\n`)
    response.end('data: [DONE]\n\n')
  }
  const server = createServer((request, response) => {
    reply(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const settings = { models: { [model]: { contextWindow: 128_000, grade: 2, price: modelPrice } } }
  return {
    env: {
      ORCHESTRATOR_MODELS_LOCAL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      ORCHESTRATOR_MODELS_LOCAL_KEY: 'sk-of-the-model-server',
      ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify(settings),
    },
    calls,
    close: () => {
      server.closeAllConnections()
      return server[Symbol.asyncDispose]()
    },
  }
}

function usageOf(sent: string, { text = '', calls = [] }: Says) {
  const [prompt, completion] = [tokensOf(sent), tokensOf(text + JSON.stringify(calls))]
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

let ids = 0
const callsOf = (calls: Says['calls'] = []) =>
  calls.map(({ name, input }, index) => ({
    ...{ index, id: `call_${++ids}`, type: 'function' },
    function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
  }))

const head = (object: string) => ({ id: `chatcmpl-${++ids}`, object, created: 1_700_000_000, model: 'scripted' })
const reasonOf = ({ calls = [], cut }: Says) => (cut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop')

function whole(says: Says, usage: object) {
  const message = { role: 'assistant', content: says.text ?? null, tool_calls: callsOf(says.calls) }
  return { ...head('chat.completion'), usage, choices: [{ index: 0, finish_reason: reasonOf(says), message }] }
}

/** The text by pieces, then the calls, then why it ends. */
function piecesOf(says: Says, length: number): object[] {
  const { text = '' } = says
  const words = Array.from({ length: Math.ceil(text.length / length) }, (_, n) =>
    text.slice(n * length, (n + 1) * length),
  )
  const calls = callsOf(says.calls)
  return [
    ...words.map((content) => ({ delta: { role: 'assistant', content }, finish_reason: null })),
    ...(calls.length > 0 ? [{ delta: { role: 'assistant', tool_calls: calls }, finish_reason: null }] : []),
    { delta: {}, finish_reason: reasonOf(says) },
  ]
}

const chunk = (choice: object | null) => ({
  ...head('chat.completion.chunk'),
  choices: choice ? [{ index: 0, ...choice }] : [],
})
