import type { Block } from './block.ts'

export interface BlockRequest {
  readonly type: string
  readonly [content: string]: unknown
}

const own = ({ type, content }: Block): Record<string, unknown> => {
  const kept = Object.entries(content).filter(([key]) => key !== 'fileOf')
  // What lies in Notion cannot be put there again.
  if (type === 'image' && content['type'] === 'file') return {}
  return Object.fromEntries(kept.map(([key, value]) => [key, sent(value)]))
}

/** Notion says by itself how a mention reads. */
function sent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sent)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (key === 'plain_text' ? [] : [[key, sent(one)]])),
  )
}

/** Only what is said of the block itself. */
export const contentRequest = (block: Block): Record<string, unknown> => own(block)

export function blockRequest(block: Block, children: readonly Block[] = block.children): BlockRequest {
  const below = children.length > 0 ? { children: children.map((child) => blockRequest(child)) } : {}
  return { type: block.type, [block.type]: { ...own(block), ...below } }
}

/** Notion takes so many in one list, so deep, and so many in one request. */
const mostInList = 100
const mostBelow = 2
const mostInRequest = 800
const mostLetters = 300_000

const heightOf = ({ children }: Block): number => (children.length === 0 ? 0 : 1 + Math.max(...children.map(heightOf)))
const countOf = ({ children }: Block): number => children.reduce((sum, child) => sum + countOf(child), 1)
const isWide = ({ children }: Block): boolean => children.length > mostInList || children.some(isWide)

/** A block with as much below it as one request takes; the rest is put there once it is known by what. */
export interface Part {
  readonly block: Block
  readonly request: BlockRequest
  readonly later: readonly Block[]
}

function partOf(block: Block): Part {
  const fits = heightOf(block) <= mostBelow && !isWide(block) && countOf(block) <= mostInRequest
  if (fits) return { block, request: blockRequest(block), later: [] }
  // A table is not there without rows.
  const first = block.type === 'table' ? block.children.slice(0, mostInList) : []
  return { block, request: blockRequest(block, first), later: block.children.slice(first.length) }
}

/** What goes into one request each. */
export function partsOf(blocks: readonly Block[]): Part[][] {
  const chunks: Part[][] = []
  let letters = 0
  let count = 0
  for (const part of blocks
    .filter((block) => Object.keys(own(block)).length > 0 || block.type === 'divider')
    .map(partOf)) {
    const size = JSON.stringify(part.request).length
    const number = part.later.length > 0 ? 1 : countOf(part.block)
    const chunk = chunks.at(-1)
    const isFull =
      !chunk || chunk.length >= mostInList || letters + size > mostLetters || count + number > mostInRequest
    if (isFull) {
      chunks.push([part])
      letters = size
      count = number
    } else {
      chunk.push(part)
      letters += size
      count += number
    }
  }
  return chunks
}
