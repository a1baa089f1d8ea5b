import { AppError } from '@orchestrator/domain'
import { contentHash } from './content-hash.ts'
import { type Form, renderContext, type Shown } from './render-context.ts'

/** Something whole that a model is shown or not shown. */
export interface ContextItem {
  /** By what it is called when it is not shown, e.g. `ABC-12`. */
  readonly key: string
  readonly text: string
  /** Beside the others of its section, 0 and more. */
  readonly relevance: number
}

export interface ContextSection {
  readonly name: string
  /** Sections with more come first. */
  readonly priority: number
  /** Tokens that it gets of its most relevant items before sections with more priority get the rest. @default 0 */
  readonly minimum?: number
  readonly items: readonly ContextItem[]
}

export interface FittedContext {
  /** Markdown, which says of each section what is not shown. */
  readonly text: string
  /** Of the text, as `count` says; never more than the budget. */
  readonly tokens: number
  readonly sections: readonly {
    readonly name: string
    readonly shown: readonly string[]
    /** Shown by their summaries. */
    readonly shortened: readonly string[]
    readonly leftOut: readonly string[]
  }[]
}

export type CountTokens = (text: string) => number | Promise<number>

interface Candidate {
  readonly section: ContextSection
  readonly item: ContextItem
  readonly summary: string | undefined
  /** Of the summary where there is one. */
  readonly cost: number
  /** How much more the whole text takes. */
  readonly more: number
}

/**
 * What fits into a model's window: whole items, the most relevant of the sections with most priority first, after each section has its
 * minimum. A long text with a summary is shown by it, and whole if room is left at the end. Nothing is left out silently: the text and the
 * result name it. The same input always gives the same text.
 *
 * @param count of a whole text; need not add up
 * @param summaries of texts, by `contentHash` of the text
 * @throws AppError `invalid_input` for a budget in which not even the headings have room
 */
export async function fitContext(
  sections: readonly ContextSection[],
  budgetTokens: number,
  count: CountTokens,
  summaries: ReadonlyMap<string, string> = new Map(),
): Promise<FittedContext> {
  const shown: Shown = new Map(sections.map((section) => [section, new Map<ContextItem, Form>()]))
  const frame = await count(renderContext(sections, shown, summaries))
  if (frame > budgetTokens) {
    const expected = `at least ${frame} tokens, which the headings alone take`
    throw new AppError('invalid_input', `budgetTokens: ${expected}`, {
      fields: [{ path: 'budgetTokens', expected, code: 'too_small' }],
    })
  }
  const candidates = await candidatesOf(sections, count, summaries)
  let left = budgetTokens - frame
  /** How to take back what was taken, last first. */
  const taken: (() => void)[] = []
  const take = ({ section, item, summary, cost }: Candidate): number => {
    const own = shown.get(section)
    if (!own || own.has(item) || cost > left) return 0
    own.set(item, summary === undefined ? 'whole' : 'summary')
    taken.push(() => own.delete(item))
    left -= cost
    return cost
  }
  for (const section of sections) {
    let minimum = section.minimum ?? 0
    for (const candidate of candidates)
      if (candidate.section === section && candidate.cost <= minimum) minimum -= take(candidate)
  }
  for (const candidate of candidates) take(candidate)
  for (const { section, item, summary, more } of candidates) {
    const own = shown.get(section)
    if (summary === undefined || own?.get(item) !== 'summary' || more > left) continue
    own.set(item, 'whole')
    taken.push(() => own.set(item, 'summary'))
    left -= more
  }
  let text = renderContext(sections, shown, summaries)
  let tokens = await count(text)
  // Parts were counted by themselves: together they may be some tokens more.
  while (tokens > budgetTokens) {
    taken.pop()?.()
    text = renderContext(sections, shown, summaries)
    tokens = await count(text)
  }
  return { text, tokens, sections: sections.map((section) => report(section, shown)) }
}

/** The most valuable first. */
async function candidatesOf(
  sections: readonly ContextSection[],
  count: CountTokens,
  summaries: ReadonlyMap<string, string>,
): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const section of sections.toSorted((a, b) => b.priority - a.priority))
    for (const item of section.items.toSorted((a, b) => b.relevance - a.relevance)) {
      const whole = await costOf(item.text, count)
      const short = summaries.get(contentHash(item.text))
      const cost = short === undefined ? whole : await costOf(short, count)
      // What does not shorten a text is no summary of it.
      const isShorter = short !== undefined && cost < whole
      candidates.push({
        section,
        item,
        summary: isShorter ? short : undefined,
        cost: isShorter ? cost : whole,
        more: whole - cost,
      })
    }
  return candidates
}

/** With its line's mark and end. */
const costOf = async (text: string, count: CountTokens) => count(`- ${text}\n`)

function report(section: ContextSection, shown: Shown): FittedContext['sections'][number] {
  const own = shown.get(section) ?? new Map()
  const keys = (isWanted: (form: Form | undefined) => boolean) =>
    section.items.filter((item) => isWanted(own.get(item))).map(({ key }) => key)
  return {
    name: section.name,
    shown: keys((form) => form !== undefined),
    shortened: keys((form) => form === 'summary'),
    leftOut: keys((form) => form === undefined),
  }
}
