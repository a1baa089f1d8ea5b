import { AppError, PlanDraft, type PlanTask, type StatedFacts, shortened } from '@orchestrator/domain'
import type { List, ListItem, Nodes, Root, RootContent } from 'mdast'
import { readMarkdown } from '../text/read-markdown.ts'
import { findItems, type Named } from './find-items.ts'
import { type ItemFacts, itemFacts } from './item-facts.ts'

/** What a document says of a plan. */
export interface ReadPlan {
  readonly draft: PlanDraft
  readonly stated: readonly StatedFacts[]
  /** Which tasks there are it cannot know. */
  readonly isText: true
}

const mostTasks = 100
const mostTitle = 500
/** A line that is longer is a sentence of a text, not an entry of a list without bullets. */
const mostLine = 120

interface Item extends Named {
  readonly facts: ItemFacts
  readonly description: string
  readonly parent: string | null
  readonly milestone: string | null
  /** The one before it in a numbered list. */
  readonly previous: string | null
}

/**
 * Reads a list or a document (Markdown) as a plan, without a model. Entries of lists are tasks, entries within entries their parts, headings
 * over lists milestones; entries of numbered lists come one after the other, and checked ones are done. A line may say `(3d)`, `(L)`,
 * `due 2027-01-04`, `@ada`, `#print` and `after Design`. All other text is the plan's summary. What is meant and cannot be read becomes a question.
 * @throws AppError `invalid_input` for more than 100 tasks, and for what takes too long to read
 */
export const readPlanText = (text: string): ReadPlan => readMarkdown(text, (root) => planOf(root, text), unreadable)

function planOf(root: Root, text: string): ReadPlan {
  const reader = new PlanReader(text)
  for (const node of root.children) reader.read(node)
  if (!reader.hasItems) for (const node of root.children) reader.readLines(node)
  return reader.plan()
}

const unreadable = (message: string) => {
  const expected = `text that can be read as Markdown: ${message}`
  return new AppError('invalid_input', `text: ${expected}`, {
    fields: [{ path: 'text', expected, code: 'invalid_format' }],
  })
}

class PlanReader {
  readonly #text: string
  readonly #items: Item[] = []
  readonly #done: Named[] = []
  readonly #summary: string[] = []
  readonly #questions: string[] = []
  readonly #milestones: { readonly key: string; readonly name: string; readonly dueDate: string | null }[] = []
  #title: string | undefined
  #heading: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  get hasItems(): boolean {
    return this.#items.length + this.#done.length > 0
  }

  read(node: RootContent): void {
    if (node.type === 'heading') {
      if (this.#title === undefined && node.depth === 1) this.#title = wordsOf(node)
      else this.#heading = wordsOf(node)
    } else if (node.type === 'list') this.#readList(node)
    else if (node.type === 'table') this.#questions.push('Are there tasks in the table? Only lists are read.')
    else if (node.type !== 'thematicBreak') this.#summary.push(this.#source(node))
  }

  /** A list without bullets: lines of a paragraph, one task each. */
  readLines(node: RootContent): void {
    const text = this.#source(node)
    const lines = node.type === 'paragraph' ? text.split('\n') : []
    if (lines.length < 2 || lines.some((line) => line.length > mostLine)) return
    this.#summary.splice(this.#summary.indexOf(text), 1)
    for (const [index, line] of lines.entries()) this.#add(line, '', node, index + 1, {})
  }

  plan(): ReadPlan {
    if (this.#items.length > mostTasks) {
      const expected = `at most ${mostTasks} tasks; it lists ${this.#items.length}`
      throw new AppError('invalid_input', `text: ${expected}`, {
        fields: [{ path: 'text', expected, code: 'too_big' }],
      })
    }
    const tasks = this.#items.map((item) => this.#task(item))
    const stated = this.#items.map(({ key, facts: { effort, dueDate, assignee } }) => ({
      key,
      effort,
      dueDate,
      assignee,
    }))
    const dated = this.#milestones.map(({ key, dueDate }) => ({ key, dueDate, effort: null, assignee: null }))
    const draft = PlanDraft.parse({
      title: shortened(this.#title || this.#summary[0]?.trim().split('\n')[0] || 'Plan', mostTitle),
      summary: shortened(this.#summary.join('\n\n'), 10_000),
      questions: this.#questions.slice(0, 20).map((question) => shortened(question, 1_000)),
      milestones: this.#milestones.map(({ key, name }) => ({ key, name: shortened(name, 200) })),
      tasks,
    })
    const says = ({ effort, dueDate, assignee }: StatedFacts) =>
      effort !== null || dueDate !== null || assignee !== null
    return { draft, stated: [...dated, ...stated].filter(says), isText: true }
  }

  #readList(list: List): void {
    if (/^(open )?questions?$/i.test(this.#heading ?? '')) {
      this.#questions.push(...list.children.map(wordsOf).filter((words) => words !== ''))
      return
    }
    this.#readItems(list, { milestone: this.#milestone() })
  }

  #readItems(list: List, place: Partial<Pick<Item, 'parent' | 'milestone'>>): void {
    let previous: string | null = null
    for (const [index, item] of list.children.entries()) {
      const [first, ...others] = item.children.filter(({ type }) => type !== 'list')
      const line = first ? wordsOf(first) : ''
      const more = others.map((node) => this.#source(node)).join('\n\n')
      const key = this.#add(line, more, list, index + 1, { ...place, previous, isDone: item.checked === true })
      if (key === null) continue
      if (list.ordered) previous = key
      for (const part of partsOf(item)) this.#readItems(part, { ...place, parent: key })
    }
  }

  /** @returns the key of the new task; null for one that is done or has no words */
  #add(
    line: string,
    more: string,
    list: object,
    position: number,
    place: Partial<Pick<Item, 'parent' | 'milestone' | 'previous'>> & { readonly isDone?: boolean },
  ): string | null {
    const facts = itemFacts(line)
    if (facts.title === '') return null
    if (place.isDone) {
      this.#done.push({ key: '', title: facts.title, position, list })
      return null
    }
    const key = `t${this.#items.length + 1}`
    const isLong = facts.title.length > mostTitle
    this.#items.push({
      ...{ key, facts, position, list, title: shortened(facts.title, mostTitle) },
      description: shortened(isLong ? [facts.title, more].join('\n\n').trim() : more, 10_000),
      ...{ parent: place.parent ?? null, milestone: place.milestone ?? null, previous: place.previous ?? null },
    })
    return key
  }

  /** The heading over a list, once it has one. */
  #milestone(): string | null {
    if (this.#heading === undefined) return null
    const { title, dueDate } = itemFacts(this.#heading)
    const there = this.#milestones.find(({ name }) => name === title)
    if (there || title === '') return there?.key ?? null
    const key = `m${this.#milestones.length + 1}`
    this.#milestones.push({ key, name: title, dueDate })
    return key
  }

  #task(item: Item): PlanTask {
    const { key, facts, description, parent, milestone, previous } = item
    const dependsOn = new Set(previous === null ? [] : [previous])
    let { title } = item
    const maybe = facts.maybeAfter && findItems(facts.maybeAfter.names, item, this.#known())
    if (facts.maybeAfter && maybe?.lost.length === 0) title = facts.maybeAfter.titleBefore
    const { found, lost } =
      facts.after !== null
        ? findItems(facts.after, item, this.#known())
        : maybe?.lost.length === 0
          ? maybe
          : { found: [], lost: [] }
    for (const one of found) if (one !== '') dependsOn.add(one)
    for (const name of lost) this.#questions.push(`For what does “${title}” wait? No one task is called “${name}”.`)
    if (facts.unread !== null)
      this.#questions.push(`When is “${title}” due? “${facts.unread}” is no day that can be read.`)
    return {
      ...{ key, title, description, estimate: null, size: facts.size, dependsOn: [...dependsOn] },
      ...{ milestone: parent === null ? milestone : null, tags: [...new Set(facts.tags)], parent },
    }
  }

  /** Also what is done: to wait for it is no question, and no wait. */
  #known(): readonly Named[] {
    return [...this.#items, ...this.#done]
  }

  #source(node: Nodes): string {
    return this.#text.slice(node.position?.start.offset, node.position?.end.offset)
  }
}

const partsOf = (item: ListItem): List[] => item.children.filter((node) => node.type === 'list')

/** The words of a node, without marks of Markdown. */
function wordsOf(node: Nodes): string {
  if ('value' in node) return node.value
  if (node.type === 'break') return ' '
  return 'children' in node ? node.children.map(wordsOf).join('').replaceAll(/\s+/g, ' ').trim() : ''
}
