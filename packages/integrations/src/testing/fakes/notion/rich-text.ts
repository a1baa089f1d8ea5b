import { invalid } from './answer.ts'
import type { NotionState } from './state.ts'

interface Item {
  readonly type?: string
  readonly text?: { readonly content?: unknown; readonly link?: { readonly url?: unknown } | null }
  readonly mention?: { readonly user?: { readonly id?: unknown } }
  readonly annotations?: Readonly<Record<string, unknown>>
}

const marks = ['bold', 'italic', 'strikethrough', 'underline', 'code']

/** Text as it is kept and told, if it is as the reference says that it has to be. */
export function richText(state: NotionState, given: unknown, where: string): unknown[] {
  if (!Array.isArray(given)) throw invalid(`body failed validation: ${where} should be an array`)
  if (given.length > 100)
    throw invalid(`body failed validation: ${where}.length should be ≤ \`100\`, instead was \`${given.length}\`.`)
  return given.map((one, n) => item(state, one as Item, `${where}[${n}]`))
}

function item(state: NotionState, given: Item, where: string): unknown {
  for (const key of Object.keys(given))
    if (!['type', 'text', 'mention', 'equation', 'annotations', 'plain_text', 'href'].includes(key))
      throw invalid(`body failed validation: ${where}.${key} should be not present`)
  const wrong = Object.entries(given.annotations ?? {}).find(
    ([mark, on]) => mark !== 'color' && (!marks.includes(mark) || typeof on !== 'boolean'),
  )
  if (wrong) throw invalid(`body failed validation: ${where}.annotations.${wrong[0]} should be not present`)
  const annotations = {
    ...Object.fromEntries(marks.map((mark) => [mark, false])),
    color: 'default',
    ...given.annotations,
  }
  if (given.mention) {
    const user = state.users.find(({ id }) => id === given.mention?.user?.id)
    if (!user) throw invalid(`body failed validation: ${where}.mention.user.id should be a user of the workspace`)
    return {
      type: 'mention',
      mention: { type: 'user', user: { object: 'user', id: user.id } },
      annotations,
      plain_text: `@${user.name}`,
      href: null,
    }
  }
  const content = given.text?.content
  if (typeof content !== 'string') throw invalid(`body failed validation: ${where}.text.content should be a string`)
  if (content.length > 2_000)
    throw invalid(
      `body failed validation: ${where}.text.content.length should be ≤ \`2000\`, instead was \`${content.length}\`.`,
    )
  if (!content.isWellFormed()) throw invalid(`body failed validation: ${where}.text.content should be text`)
  const url = given.text?.link?.url
  if (
    url !== undefined &&
    (typeof url !== 'string' || url.length > 2_000 || !/^(https?:\/\/|mailto:|tel:)\S+$/i.test(url))
  )
    throw invalid('Invalid URL for link.')
  const link = url === undefined ? null : { url }
  return { type: 'text', text: { content, link }, annotations, plain_text: content, href: url ?? null }
}

/** Pieces with the same marks are one, as the service keeps them. */
export function joined(items: readonly unknown[]): unknown[] {
  const found: {
    type: string
    text: { content: string; link: unknown }
    annotations: unknown
    plain_text: string
    href: unknown
  }[] = []
  for (const one of items as typeof found) {
    if (one.type === 'text' && one.text.content === '') continue
    const last = found.at(-1)
    const same =
      last?.type === 'text' &&
      one.type === 'text' &&
      last.href === one.href &&
      JSON.stringify(last.annotations) === JSON.stringify(one.annotations)
    if (last && same) {
      const content = last.text.content + one.text.content
      found[found.length - 1] = { ...last, text: { ...last.text, content }, plain_text: content }
    } else found.push(one)
  }
  return found
}

export const plain = (items: unknown): string =>
  Array.isArray(items) ? items.map((one) => (one as { plain_text: string }).plain_text).join('') : ''
