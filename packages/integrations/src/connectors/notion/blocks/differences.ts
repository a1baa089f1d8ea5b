import { type Block, hasText, isContainer } from './block.ts'
import { printOf } from './to-markdown.ts'

/** Comparing each with each takes so many comparisons at most, and as many numbers kept. */
const mostCompared = 1_000_000
/** Beyond that, so far is looked for the same again: some blocks more are written than would have to be. */
const ahead = 200

/** A block that Markdown shows, and under which it stands. */
export interface Entry {
  readonly parentId: string
  readonly block: Block
  readonly print: string
}

/** keep: it is as it should be. change: it becomes `to`. */
export type Step =
  | { readonly kind: 'keep'; readonly at: Entry }
  | { readonly kind: 'change'; readonly at: Entry; readonly to: Block }
  | { readonly kind: 'insert'; readonly to: Block }
  | { readonly kind: 'remove'; readonly at: Entry }

/** What is only moved in below a block stands for itself, and what Markdown does not show is not there: so it is never touched. */
export function entriesOf(parentId: string, blocks: readonly Block[]): Entry[] {
  return blocks.flatMap((block): Entry[] => {
    const alone = isContainer(block) || block.children.length === 0 ? block : { ...block, children: [] }
    const print = printOf(alone)
    const own = print === '' ? [] : [{ parentId, block, print }]
    return alone === block ? own : [...own, ...entriesOf(block.id ?? '', block.children)]
  })
}

/** How what is there becomes what should be, with as many blocks left alone as can be. */
export function stepsOf(there: readonly Entry[], wanted: readonly Block[]): Step[] {
  const prints = wanted.map(printOf)
  const steps: Step[] = []
  let [a, b] = [0, 0]
  for (const [keptA, keptB] of [
    ...common(
      there.map(({ print }) => print),
      prints,
    ),
    [there.length, prints.length] as const,
  ]) {
    steps.push(...between(there.slice(a, keptA), wanted.slice(b, keptB)))
    const at = there[keptA]
    if (at) steps.push({ kind: 'keep', at })
    ;[a, b] = [keptA + 1, keptB + 1]
  }
  return steps
}

function between(olds: readonly Entry[], news: readonly Block[]): Step[] {
  const steps: Step[] = []
  let from = 0
  for (const to of news) {
    const near = olds.slice(from, from + ahead).findIndex(({ block }) => canBecome(block, to))
    const found = from + near
    if (near < 0) steps.push({ kind: 'insert', to })
    else {
      steps.push(...olds.slice(from, found).map((at): Step => ({ kind: 'remove', at })))
      steps.push({ kind: 'change', at: olds[found] as Entry, to })
      from = found + 1
    }
  }
  return [...steps, ...olds.slice(from).map((at): Step => ({ kind: 'remove', at }))]
}

/** Notion changes no block into one of another type. */
function canBecome(old: Block, to: Block): boolean {
  if (old.type === 'toggle' && to.type === 'bulleted_list_item') return true
  if (old.type !== to.type) return false
  if (old.type === 'table') return old.content['table_width'] === to.content['table_width']
  return hasText(old) || old.type === 'table_row' || old.type === 'equation'
}

/** Pairs of places of a common sequence, the longest unless they are very long. */
function common(a: readonly string[], b: readonly string[]): Pairs {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const [x, y] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  const middle = (x.length * y.length > mostCompared ? nearest : longest)(x, y)
  const same = (length: number, fromA: number, fromB: number) =>
    Array.from({ length }, (_, n) => [fromA + n, fromB + n] as const)
  return [
    ...same(head, 0, 0),
    ...middle.map(([n, m]) => [head + n, head + m] as const),
    ...same(tail, a.length - tail, b.length - tail),
  ]
}

type Pairs = (readonly [number, number])[]

function longest(x: readonly string[], y: readonly string[]): Pairs {
  const lengths = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1))
  const at = (n: number, m: number) => lengths[n]?.[m] ?? 0
  for (let n = x.length - 1; n >= 0; n--)
    for (let m = y.length - 1; m >= 0; m--)
      (lengths[n] as Uint32Array)[m] = x[n] === y[m] ? at(n + 1, m + 1) + 1 : Math.max(at(n + 1, m), at(n, m + 1))
  const pairs: Pairs = []
  for (let n = 0, m = 0; n < x.length && m < y.length; ) {
    if (x[n] === y[m]) pairs.push([n++, m++])
    else if (at(n + 1, m) >= at(n, m + 1)) n++
    else m++
  }
  return pairs
}

/** In one pass: each with the next of the same that is near. */
function nearest(x: readonly string[], y: readonly string[]): Pairs {
  const pairs: Pairs = []
  let from = 0
  for (const [n, print] of x.entries()) {
    const near = y.slice(from, from + ahead).indexOf(print)
    if (near < 0) continue
    pairs.push([n, from + near])
    from += near + 1
  }
  return pairs
}
