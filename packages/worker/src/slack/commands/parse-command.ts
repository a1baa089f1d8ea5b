import { Priority } from '@orchestrator/domain'
import { toMarkdown, toWords } from '../text.ts'
import { readDay } from './read-day.ts'

/** Somebody as they are named in a command: `<@U123>` by Slack, `@ada` or an address by hand, `me`. */
export type Named = { readonly user: string } | { readonly name: string } | 'me'

export interface NewTask {
  readonly title: string
  readonly key: string | null
  readonly assignee: Named | null
  readonly dueDate: string | null
  readonly priority: Priority | null
  /** What was meant for more than the title, and is not understood. */
  readonly mistakes: readonly string[]
}

export type ParsedCommand =
  | { readonly verb: 'create'; readonly task: NewTask }
  | { readonly verb: 'new' | 'help' }
  | { readonly verb: 'list' | 'search'; readonly words: string }
  | { readonly verb: 'assign'; readonly task: string; readonly to: Named | null }
  | { readonly verb: 'done'; readonly task: string }
  | { readonly verb: 'notify'; readonly on: boolean }
  | { readonly verb: 'unknown'; readonly said: string }

const identifier = /^[A-Za-z][A-Za-z0-9]{1,9}-\d{1,9}$/
const person = /<@[UW][A-Z0-9]+(?:\|[^>]*)?>|(?<![\w.])@[\p{L}\p{N}][\p{L}\p{N}._+-]*(?:@[\w.-]+)?/u

/** What stands behind `/task`. @param keys of the projects: only before these is `in` more than a word */
export function parseCommand(
  text: string,
  { keys, today }: { keys: ReadonlySet<string>; today: string },
): ParsedCommand {
  const [, said = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text.trim()) ?? []
  const word = rest.split(/\s+/)[0] ?? ''
  switch (said.toLowerCase()) {
    case '':
    case 'new':
      return { verb: 'new' }
    case 'help':
      return { verb: 'help' }
    case 'create':
    case 'add':
      return rest === '' ? { verb: 'new' } : { verb: 'create', task: readTask(rest, keys, today) }
    case 'list':
    case 'search':
    case 'find':
      return { verb: said.toLowerCase() === 'list' ? 'list' : 'search', words: toMarkdown(rest) }
    case 'done':
    case 'complete':
      return identifier.test(word) ? { verb: 'done', task: word.toUpperCase() } : { verb: 'unknown', said }
    case 'assign':
      return identifier.test(word)
        ? { verb: 'assign', task: word.toUpperCase(), to: readPerson(rest.slice(word.length)) }
        : { verb: 'unknown', said }
    case 'notify':
      return /^(on|off)$/i.test(rest) ? { verb: 'notify', on: rest.toLowerCase() === 'on' } : { verb: 'unknown', said }
    default:
      return { verb: 'unknown', said }
  }
}

export function readPerson(text: string): Named | null {
  const said = text.trim()
  if (/^@?me$/i.test(said)) return 'me'
  const [found = said.replace(/^@/, '')] = person.exec(said) ?? []
  const user = /^<@([UW][A-Z0-9]+)/.exec(found)?.[1]
  if (user) return { user }
  const name = found.replace(/^@/, '')
  return name === '' ? null : { name }
}

/** Takes out of a line what says where, who, when and how urgent; what is left is the title. */
function readTask(line: string, keys: ReadonlySet<string>, today: string): NewTask {
  let left = ` ${line} `
  const take = <T>(form: RegExp, read: (match: RegExpExecArray) => T | null): T | null => {
    const match = form.exec(left)
    const value = match && read(match)
    if (match && value !== null) left = `${left.slice(0, match.index)} ${left.slice(match.index + match[0].length)}`
    return value ?? null
  }
  const priority = take(/\s!(\w+)(?=\s)/, ([, word = '']) => Priority.safeParse(word.toLowerCase()).data ?? null)
  const mistakes: string[] = []
  const day = /\sdue (?:on )?(in \d+ \w+|next \w+|\S+)(?=\s)/i
  const dueDate = take(day, ([, words = '']) => readDay(words, today))
  const noDay = /\sdue (?:on )?(\d[\d./-]+)(?=\s)/i.exec(left)
  if (noDay)
    mistakes.push(`“${noDay[1]}” is no day. Write it as 2027-01-31, \`tomorrow\`, \`friday\` or \`in 3 days\`.`)
  const known = keys.size === 0 ? '(?!)' : [...keys].join('|')
  const key = take(new RegExp(`\\sin (${known})(?=\\s)`, 'i'), ([, word = '']) => word.toUpperCase())
  // In capitals it is meant for a key; most words after `in` are just words.
  const noKey = key === null ? /\sin ([A-Z][A-Z0-9]{1,9})(?=\s)/.exec(left) : null
  if (noKey) {
    const there = [...keys].slice(0, 20).join(', ')
    mistakes.push(
      `There is no project ${noKey[1]}; there are: ${there}. If it is just a word, write it in small letters.`,
    )
  }
  const assignee = take(new RegExp(`\\s(?:to )?(${person.source})(?=\\s)`, 'u'), ([, words = '']) => readPerson(words))
  return { title: toWords(left.replace(/\s+/g, ' ')), key, assignee, dueDate, priority, mistakes }
}
