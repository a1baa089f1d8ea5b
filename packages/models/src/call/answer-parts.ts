import type { LanguageModelV4Content, LanguageModelV4StreamPart, SharedV4ProviderMetadata } from '@ai-sdk/provider'
import type { ToolCall } from './request.ts'

/** What an answer is made of, in the order in which it came. */
export type AnswerPart = { readonly metadata?: SharedV4ProviderMetadata } & (
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall }
)

/** Puts an answer together, whether it comes whole or in pieces. */
export class AnswerParts {
  readonly #parts: AnswerPart[] = []
  /** Where the part is that a stream's id is about. */
  readonly #open = new Map<string, number>()

  get all(): readonly AnswerPart[] {
    return this.#parts.filter((part) => part.type === 'tool-call' || part.text !== '' || part.metadata)
  }

  add(part: LanguageModelV4Content | LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        this.#push({ type: part.type, text: part.text }, part.providerMetadata)
        break
      case 'text-start':
      case 'reasoning-start':
        this.#open.set(part.id, this.#parts.length)
        this.#push({ type: part.type === 'text-start' ? 'text' : 'reasoning', text: '' }, part.providerMetadata)
        break
      case 'text-delta':
      case 'reasoning-delta':
        this.#extend(part.id, part.delta, part.providerMetadata)
        break
      case 'text-end':
      case 'reasoning-end':
        this.#extend(part.id, '', part.providerMetadata)
        break
      case 'tool-call': {
        // Of a tool without parameters some say nothing at all.
        const call = { id: part.toolCallId, name: part.toolName, arguments: part.input.trim() || '{}' }
        this.#push({ type: 'tool-call', call }, part.providerMetadata)
      }
    }
  }

  #push(part: AnswerPart, metadata: SharedV4ProviderMetadata | undefined): void {
    this.#parts.push({ ...part, ...(metadata && { metadata }) })
  }

  /** What is said later of a part is the whole of it: a signature comes with the last piece. */
  #extend(id: string, text: string, metadata: SharedV4ProviderMetadata | undefined): void {
    const at = this.#open.get(id)
    const part = at === undefined ? undefined : this.#parts[at]
    if (at === undefined || part === undefined || part.type === 'tool-call') return
    this.#parts[at] = { ...part, text: part.text + text, ...(metadata && { metadata }) }
  }
}
