import { ProviderError } from '../../connector/provider-error.ts'
import { type Block, hasText, isContainer, isRead, textOf, toBlock } from './blocks/block.ts'
import { entriesOf, type Step, stepsOf } from './blocks/differences.ts'
import { markdownToBlocks } from './blocks/from-markdown.ts'
import { contentRequest, type Part, partsOf } from './blocks/request.ts'
import { printOf } from './blocks/to-markdown.ts'
import type { NotionClient } from './client.ts'
import { provider } from './failures.ts'
import { Anything, WireBlocks } from './wire.ts'

/** Deeper is not read: nobody writes so, and what is broken ends somewhere. */
const deepest = 20

/** All blocks of a page that Markdown may show, in a request for each block that has some below it. */
export async function readBlocks(client: NotionClient, parentId: string, depth = 0): Promise<Block[]> {
  const found: Block[] = []
  let cursor: string | null | undefined
  do {
    const page = await client.read(WireBlocks, (notion) =>
      notion.blocks.children.list({ block_id: parentId, page_size: 100, ...(cursor && { start_cursor: cursor }) }),
    )
    for (const block of page.results) {
      const goesOn = block.has_children && isRead(block) && depth < deepest
      found.push(toBlock(block, goesOn ? await readBlocks(client, block.id, depth + 1) : []))
    }
    cursor = page.has_more ? page.next_cursor : null
  } while (cursor)
  return found
}

/** Makes a page say this Markdown: only blocks that differ are written, and what Markdown cannot say stays where it is. */
export const writeBody = async (client: NotionClient, pageId: string, markdown: string): Promise<void> =>
  write(client, pageId, await readBlocks(client, pageId), markdownToBlocks(markdown))

async function write(client: NotionClient, parentId: string, there: readonly Block[], wanted: readonly Block[]) {
  const steps = stepsOf(entriesOf(parentId, there), wanted)
  let after: Place = { parentId, id: null }
  let fresh: Block[] = []
  const insert = async () => {
    if (fresh.length > 0) after = await append(client, fresh, after)
    fresh = []
  }
  for (const step of steps) {
    if (step.kind === 'insert') fresh.push(step.to)
    if (step.kind === 'insert' || step.kind === 'remove') continue
    await insert()
    const { block, parentId: place } = step.at
    if (step.kind === 'change') await change(client, block, step.to)
    after = { parentId: place, id: block.id }
  }
  await insert()
  // Last, so that whoever is stopped in between has lost nothing; and what is below before that below which it is.
  const removals = steps.filter((step) => step.kind === 'remove').reverse()
  const removed = new Set(removals.map(({ at }) => at.block.id))
  for (const step of removals) await remove(client, step, removed)
}

async function change(client: NotionClient, old: Block, to: Block): Promise<void> {
  const id = known(old)
  if (printOf({ ...old, children: [] }) !== printOf({ ...to, children: [] })) {
    const { icon, ...content } = contentRequest(to)
    const said =
      icon !== undefined && JSON.stringify(icon) !== JSON.stringify(old.content['icon'])
        ? { icon, ...content }
        : content
    const { table_width: _width, ...written } = said
    await client.write(Anything, (notion) => notion.blocks.update({ block_id: id, [old.type]: written } as never))
  }
  if (isContainer(old)) await write(client, id, old.children, to.children)
}

/** Something that Markdown does not show would go with it. */
const holds = (block: Block, removed: ReadonlySet<string | null>): boolean =>
  block.children.some((child) => {
    const shown = printOf(child) !== ''
    if (isContainer(block)) return !shown ? !isEmpty(child) : holds(child, removed)
    return shown ? !removed.has(child.id) || holds(child, removed) : !isEmpty(child)
  })
const isEmpty = (block: Block) =>
  block.type === 'paragraph' && textOf(block).length === 0 && block.children.length === 0

async function remove(
  client: NotionClient,
  { at: { block } }: Step & { kind: 'remove' },
  removed: ReadonlySet<string | null>,
) {
  const id = known(block)
  if (!holds(block, removed)) {
    await client.write(Anything, (notion) => notion.blocks.delete({ block_id: id })).catch(unlessGone)
  } else if (!isContainer(block) && hasText(block)) {
    await client.write(Anything, (notion) =>
      notion.blocks.update({ block_id: id, [block.type]: { rich_text: [] } } as never),
    )
  }
}

/** It went with the block that it was below. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ProviderError) || error.kind !== 'not_found') throw error
}

interface Place {
  readonly parentId: string
  /** null: at the beginning. */
  readonly id: string | null
}

/** @returns where the last of them stands */
export async function append(client: NotionClient, blocks: readonly Block[], place: Place): Promise<Place> {
  let after = place
  for (const parts of partsOf(blocks)) {
    const position = after.id === null ? { type: 'start' } : { type: 'after_block', after_block: { id: after.id } }
    const { results } = await client.write(WireBlocks, (notion) =>
      notion.blocks.children.append({
        block_id: after.parentId,
        children: parts.map(({ request }) => request),
        position,
      } as never),
    )
    const made = results.slice(0, parts.length)
    for (const [n, part] of parts.entries()) await appendLater(client, part, made[n]?.id)
    after = { parentId: after.parentId, id: made.at(-1)?.id ?? after.id }
  }
  return after
}

async function appendLater(client: NotionClient, { block, later }: Part, id: string | undefined): Promise<void> {
  if (later.length === 0) return
  if (id === undefined) throw new ProviderError(provider, 'ambiguous', 'Notion did not say which blocks it made')
  const rows = block.type === 'table'
  await append(client, later, { parentId: id, id: rows ? await lastChild(client, id) : null })
}

async function lastChild(client: NotionClient, id: string): Promise<string | null> {
  return (await readBlocks(client, id)).at(-1)?.id ?? null
}

function known({ id }: Block): string {
  if (id === null) throw new Error('only what is there can be changed')
  return id
}
