import { storableText } from '@orchestrator/domain'
import type { ToolAnswer } from '../../connector/connector.ts'

/** A block of what a tool gave, as the protocol has it. */
type Block = Readonly<Record<string, unknown>> & { readonly type: string }

/** What a tool gave, as text and data. Pictures and sounds are named, not brought along. */
export function readAnswer({
  content,
  structuredContent,
}: {
  readonly content: readonly Block[]
  readonly structuredContent?: unknown
}): ToolAnswer {
  const texts = content.map(textOf)
  const structured = structuredContent ?? null
  // Most servers say what is structured a second time, as text.
  const json = structured === null ? null : JSON.stringify(structured)
  const shown = json === null ? texts : texts.filter((text) => !isSame(text, json))
  return { text: storableText(shown.join('\n')), structured: storable(structured) }
}

function textOf(block: Block): string {
  if (block.type === 'text') return String(block['text'])
  if (block.type === 'resource_link') return `[${block['name']}: ${block['uri']}]`
  if (block.type === 'resource') {
    const { uri, text, mimeType } = block['resource'] as Readonly<Record<string, unknown>>
    return typeof text === 'string' ? text : `[${uri}, ${mimeType ?? 'of no known type'}, is left out]`
  }
  return `[${block.type}, ${block['mimeType'] ?? 'of no known type'}, is left out]`
}

function isSame(text: string, json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === json
  } catch {
    return false
  }
}

/** Without what the database cannot keep. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]))
}
