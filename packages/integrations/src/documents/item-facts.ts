import { CalendarDate, type PlanSize, type StatedEffort } from '@orchestrator/domain'

/** What the line of a list says of a task besides its title. */
export interface ItemFacts {
  readonly title: string
  readonly effort: StatedEffort | null
  readonly size: PlanSize | null
  readonly dueDate: string | null
  readonly assignee: string | null
  readonly tags: readonly string[]
  /** What follows `after`, in brackets, or behind a comma or dash: it is surely meant as a dependency. */
  readonly after: string | null
  /** What follows a bare `after` at the end: maybe only a part of the title. */
  readonly maybeAfter: { readonly titleBefore: string; readonly names: string } | null
  /** What looks like a day, and is none that can be read. */
  readonly unread: string | null
}

const effort =
  /[([]\s*~?(\d+(?:[.,]\d+)?)\s*(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|points?|pts?|p|sp)\s*[)\]]|(?<!\S)~(\d+(?:[.,]\d+)?)(m|h|d|w)(?!\w)/i
const size = /[([]\s*(?:size\s*)?([SML])\s*[)\]]/
const bracketedAfter = /[([]\s*(?:after|depends on|needs|blocked by):?\s+([^)\]]+)[)\]]/i
const separatedAfter = /\s*(?:[,;]|\s[-–—])\s*(?:after|depends on|needs|blocked by):?\s+(.+)$/i
const bareAfter = /^(.*\S)\s+after\s+(.+)$/i
const due =
  /(?:[([]\s*|[,;]\s*|\s[-–—]\s+|\s+|^)(?:due|deadline|until)(?:\s+(?:on|by))?:?\s+(\d{4}-\d\d-\d\d|\d{1,2}\.? \p{L}+,? \d{4}|\p{L}+ \d{1,2},? \d{4}|(?:on )?\p{L}+day)\s*[)\]]?/iu
const person = /(?<!\S)@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/u
const tag = /(?<!\S)#(\p{L}[\p{L}\p{N}_/-]{0,58})/gu

/** Days are working days, weeks five of them. */
const units: Readonly<Record<string, readonly [StatedEffort['unit'], number]>> = {
  ...{ m: ['minutes', 1], h: ['minutes', 60], d: ['days', 1], w: ['days', 5], p: ['points', 1], s: ['points', 1] },
}

/** Takes `(3d)`, `(L)`, `due 2027-01-04`, `@ada`, `#print` and `after …` out of a line. */
export function itemFacts(line: string): ItemFacts {
  let rest = line
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest)
    if (found) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`
    return found
  }
  const [, amount, unit, about, aboutUnit] = take(effort) ?? []
  const sized = take(size)?.[1] as PlanSize | undefined
  const day = take(due)?.[1]
  const dueDate = day === undefined ? null : dayOf(day)
  const tags = [...rest.matchAll(tag)].map(([, name = '']) => name)
  rest = rest.replace(tag, ' ')
  const assignee = take(person)?.[1] ?? null
  const after = take(bracketedAfter)?.[1] ?? take(separatedAfter)?.[1] ?? null
  const title = tidy(rest)
  const [titleBefore, names] = ((after === null && bareAfter.exec(title)) || []).slice(1).map(tidy)
  return {
    ...{ title, size: sized ?? null, dueDate, assignee, tags, after: after && tidy(after) },
    effort: effortOf(amount ?? about, unit ?? aboutUnit),
    maybeAfter: titleBefore && names ? { titleBefore, names } : null,
    unread: day !== undefined && dueDate === null ? day : null,
  }
}

function effortOf(amount: string | undefined, unit: string | undefined): StatedEffort | null {
  const [kind, factor] = units[unit?.[0]?.toLowerCase() ?? ''] ?? []
  const number = Number(amount?.replace(',', '.'))
  return kind && factor && number > 0 ? { amount: number * factor, unit: kind } : null
}

const months = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month, 1)).toLowerCase(),
)

/** `2027-01-04`, `4 January 2027` and `Jan 4, 2027`; null for what is no day of the calendar. */
function dayOf(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
  const year = words.find((word) => /^\d{4}$/.test(word))
  const day = words.find((word) => /^\d{1,2}$/.test(word))
  const name = words.find((word) => /^\p{L}{3,}$/u.test(word))
  const month = name === undefined ? -1 : months.findIndex((one) => one.startsWith(name))
  const iso = month < 0 ? text : `${year}-${String(month + 1).padStart(2, '0')}-${day?.padStart(2, '0')}`
  return CalendarDate.safeParse(iso).data ?? null
}

const tidy = (text: string) =>
  text
    .replaceAll(/[([]\s*[)\]]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s+([,;.:])/g, '$1')
    .replaceAll(/^[\s,;:–—-]+|[\s,;:–—-]+$/g, '')
