import type { AssistantMessage, Message, ProviderData, ToolCall } from '@orchestrator/models'
import type { Json } from '@orchestrator/sdk/runtime'

/** An item of the agents' protocol, as far as it is used here. */
interface Item {
  readonly type?: string
  readonly role?: string
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[]
  readonly callId?: string
  readonly name?: string
  readonly arguments?: string
  readonly output?: unknown
  readonly providerData?: { readonly answer?: ProviderData }
}

interface Answer extends AssistantMessage {
  content: string
  toolCalls: ToolCall[]
  providerData: ProviderData | null
}

/** A conversation as models are sent it: the calls of one answer stand in one message, whatever came between. */
export function toMessages(instructions: string, items: readonly Json[]): Message[] {
  const messages: Message[] = [{ role: 'system', content: instructions }]
  let answer: Answer | null = null
  const answerOf = (item: Item): Answer => {
    answer ??= { role: 'assistant', content: '', toolCalls: [], providerData: null }
    if (!messages.includes(answer)) messages.push(answer)
    answer.providerData ??= item.providerData?.answer ?? null
    return answer
  }
  for (const item of items as unknown as readonly Item[]) {
    if (item.type === 'function_call') {
      const { callId = '', name = '', arguments: text = '{}' } = item
      answerOf(item).toolCalls.push({ id: callId, name, arguments: text })
    } else if (item.type === 'function_call_result') {
      answer = null
      const { callId: toolCallId = '', name = '', output } = item
      messages.push({ role: 'tool', toolCallId, name, content: textOf(output) })
    } else if (item.role === 'assistant') {
      answer = null
      answerOf(item).content = textOf(item.content)
    } else if (item.role === 'user' || item.role === 'system') {
      answer = null
      messages.push({ role: item.role, content: textOf(item.content) })
    } else throw new Error(`an item of a conversation is not known: ${item.type ?? item.role}`)
  }
  return messages
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join('')
  const text = (value as { text?: unknown } | null)?.text
  return typeof text === 'string' ? text : JSON.stringify(value)
}
