import { createHash } from 'node:crypto'
import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { AnswerPart } from './answer-parts.ts'
import type { AssistantMessage, Message, Question, ToolMessage } from './request.ts'

type AssistantPart = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'][number]

/**
 * Messages as `@ai-sdk` has them. What a model said itself it gets back as it gave it; of others it gets the words and the calls.
 *
 * @param model whom it is for, as {@link ProviderData} names it
 */
export function promptOf(messages: readonly Message[], model: string): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = []
  const ids = new Map<string, string>()
  for (const message of messages) {
    if (message.role === 'system') prompt.push({ role: 'system', content: message.content })
    if (message.role === 'user') prompt.push({ role: 'user', content: [{ type: 'text', text: message.content }] })
    if (message.role === 'assistant') prompt.push({ role: 'assistant', content: partsOf(message, model, ids) })
    if (message.role !== 'tool') continue
    // Gemini wants the results of one turn in one message.
    const last = prompt.at(-1)
    if (last?.role === 'tool') last.content.push(resultOf(message, ids))
    else prompt.push({ role: 'tool', content: [resultOf(message, ids)] })
  }
  return prompt
}

/** All that a model is given to read, for counting. */
export function readingOf({ messages, tools }: Pick<Question, 'messages' | 'tools'>): string {
  const texts = messages.flatMap((message) => [
    message.content,
    ...(message.role === 'assistant' ? (message.toolCalls ?? []) : []).flatMap((call) => [call.name, call.arguments]),
  ])
  return [...texts, ...(tools?.length ? [JSON.stringify(tools)] : [])].join('\n')
}

/** @param ids of calls as the model gets them, by those that the messages have; those of this message are added */
function partsOf(message: AssistantMessage, model: string, ids: Map<string, string>): AssistantPart[] {
  const { content, toolCalls = [], providerData } = message
  const own = providerData?.model === model
  for (const { id } of toolCalls) ids.set(id, own ? id : foreignId(id))
  if (own) return (providerData.parts as readonly AnswerPart[]).map(ownPart)
  return [
    ...(content === '' ? [] : [{ type: 'text' as const, text: content }]),
    ...toolCalls.map((call) => callPart({ ...call, id: foreignId(call.id) })),
  ]
}

function ownPart(part: AnswerPart): AssistantPart {
  const own = part.metadata && { providerOptions: part.metadata }
  return part.type === 'tool-call' ? { ...callPart(part.call), ...own } : { type: part.type, text: part.text, ...own }
}

const callPart = ({ id, name, arguments: input }: { id: string; name: string; arguments: string }) => ({
  type: 'tool-call' as const,
  ...{ toolCallId: id, toolName: name, input: JSON.parse(input) as unknown },
})

const resultOf = ({ toolCallId, name, content }: ToolMessage, ids: ReadonlyMap<string, string>) => ({
  type: 'tool-result' as const,
  ...{ toolCallId: ids.get(toolCallId) ?? toolCallId, toolName: name },
  output: { type: 'text' as const, value: content },
})

/** The ids of one vendor are none to another: Mistral wants nine letters and digits, which suit all. */
const foreignId = (id: string): string =>
  BigInt(`0x${createHash('sha256').update(id).digest('hex')}`)
    .toString(36)
    .slice(0, 9)
