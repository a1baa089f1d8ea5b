import type {
  JSONSchema7,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { agentRunLimits } from '@orchestrator/domain/agent-limits'
import type { Usage } from '../catalogue/price.ts'
import { providerOptions } from '../providers/open-model.ts'
import { countTokens } from '../tokens/count-tokens.ts'
import { AnswerParts } from './answer-parts.ts'
import { BadAnswer } from './failure-of.ts'
import { promptOf, readingOf } from './prompt-of.ts'
import type { Finish, Question, Said, ToolCall } from './request.ts'

export interface Ask extends Omit<Question, 'signal'> {
  readonly json: { readonly name: string; readonly schema: JSONSchema7 } | undefined
  readonly onText: ((text: string) => void) | undefined
  /** The answer is wanted in pieces, whether somebody is told of them or not. */
  readonly streamed: boolean
  readonly signal: AbortSignal
  /** Told what was used as soon as it is known, also of an answer that is no use. */
  readonly onUsage: (usage: Usage) => void
}

/**
 * Asks a model once.
 *
 * @throws BadAnswer for an answer that is empty, cut off, held back, or calls a tool with what is no JSON object; else what the
 * provider's client throws. A text that was cut off at its greatest length is an answer, with `finish` saying so.
 */
export async function ask(model: LanguageModelV4, request: Ask): Promise<Said> {
  const name = `${model.provider}/${model.modelId}`
  const { parts, finish, usage } = await (request.streamed ? streamed : whole)(model, name, request)
  const all = parts.all
  const text = all.flatMap((part) => (part.type === 'text' ? part.text : [])).join('')
  const toolCalls = all.flatMap((part) => (part.type === 'tool-call' ? part.call : []))
  request.onUsage(await toUsage(usage, request, text + argumentsOf(toolCalls)))
  if (finish === 'endless' || text.length + argumentsOf(toolCalls).length > agentRunLimits.output)
    throw new BadAnswer('cut_off')
  if (finish === 'content-filter') throw new BadAnswer('refused')
  if (finish === undefined || finish === 'error' || finish === 'interrupted') throw new BadAnswer('malformed')
  if ((text.trim() === '' && toolCalls.length === 0) || !toolCalls.every(isReadable))
    throw new BadAnswer(finish === 'length' ? 'cut_off' : 'malformed')
  const plain = all.every((part) => part.type === 'text' && !part.metadata)
  return { text, toolCalls, finish, providerData: plain ? null : { model: name, parts: all } }
}

const argumentsOf = (calls: readonly ToolCall[]): string => calls.map((call) => call.arguments).join('')

interface Heard {
  readonly parts: AnswerParts
  /** undefined: the stream ended before it was said. endless: it was read no further. */
  readonly finish: Finish | 'content-filter' | 'error' | 'interrupted' | 'endless' | undefined
  readonly usage: LanguageModelV4Usage | undefined
}

async function whole(model: LanguageModelV4, name: string, request: Ask): Promise<Heard> {
  const { content, finishReason, usage } = await model.doGenerate(optionsOf(request, name))
  const parts = new AnswerParts()
  for (const part of content) parts.add(part)
  return { parts, finish: finishOf(finishReason), usage }
}

async function streamed(model: LanguageModelV4, name: string, request: Ask): Promise<Heard> {
  const { stream } = await model.doStream(optionsOf(request, name))
  let heard: Heard = { parts: new AnswerParts(), finish: undefined, usage: undefined }
  let length = 0
  for await (const part of stream as unknown as AsyncIterable<LanguageModelV4StreamPart>) {
    if (part.type === 'error') throw part.error
    if (part.type === 'finish') heard = { ...heard, finish: finishOf(part.finishReason), usage: part.usage }
    heard.parts.add(part)
    // Leaving the loop closes the connection. What a model thinks and what it gives to a tool grow as its text does.
    if ('delta' in part) length += part.delta.length
    if (length > agentRunLimits.output) return { ...heard, finish: 'endless' }
    if (part.type === 'text-delta' && part.delta !== '') request.onText?.(part.delta)
  }
  return heard
}

/** Some clients end a stream that was cut off as if it were whole, with a reason that no provider gave. */
const finishOf = ({ unified, raw }: LanguageModelV4FinishReason): Heard['finish'] =>
  unified === 'other' && raw === undefined ? undefined : unified

function isReadable({ arguments: text }: ToolCall): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function optionsOf(request: Ask, model: string): LanguageModelV4CallOptions {
  const { messages, tools = [], toolChoice, maxOutput, temperature, json, signal } = request
  return {
    prompt: promptOf(messages, model),
    abortSignal: signal,
    providerOptions,
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        ...{ name, description, inputSchema: parameters },
      })),
      toolChoice: { type: toolChoice ?? 'auto' },
    }),
    ...(maxOutput !== undefined && { maxOutputTokens: maxOutput }),
    ...(temperature !== undefined && { temperature }),
    ...(json && { responseFormat: { type: 'json', ...json } }),
  }
}

/** What the provider says was used; where it says nothing, an estimate. */
async function toUsage(usage: LanguageModelV4Usage | undefined, request: Ask, said: string): Promise<Usage> {
  const input = usage?.inputTokens.total
  const output = usage?.outputTokens.total
  return {
    input: input || (await countTokens(readingOf(request))),
    cachedInput: usage?.inputTokens.cacheRead ?? 0,
    output: output || (await countTokens(said)),
  }
}
