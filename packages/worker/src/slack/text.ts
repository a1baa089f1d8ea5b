/** What Slack gives a meaning must be written so in text. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const code = /(```[\s\S]*?```|`[^`\n]+`)/

/** All but code. */
const outsideCode = (text: string, change: (part: string) => string): string =>
  text
    .split(code)
    .map((part, n) => (n % 2 === 1 ? part : change(part)))
    .join('')

/** Markdown as Slack writes it. @param users who of the members is who there */
export function toSlack(markdown: string, users: ReadonlyMap<string, string> = new Map()): string {
  return outsideCode(escaped(markdown), (part) =>
    part
      .replace(/@\[([^\]\n]{1,200})\]\(member:([0-9a-f-]{36})\)/gi, (_, name: string, id: string) => {
        const user = users.get(id.toLowerCase())
        return user ? `<@${user}>` : `@${name}`
      })
      .replace(/!?\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')
      .replace(/^#{1,6}[ \t]+(.+?)[ \t]*#*$/gm, '**$1**')
      .replace(/^([ \t]*)[*+-][ \t]+/gm, '$1• ')
      .replace(/(?<![*\w])\*([^*\n]+)\*(?!\*)/g, '_$1_')
      .replace(/\*\*([^*\n]+)\*\*/g, '*$1*')
      .replace(/__([^_\n]+)__/g, '*$1*')
      .replace(/~~([^~\n]+)~~/g, '~$1~'),
  )
}

/** People, channels and groups as they are called. */
const named = (part: string, people: ReadonlyMap<string, string> = new Map()): string =>
  part
    .replace(/<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => people.get(id) ?? `@${name || id}`)
    .replace(/<#[A-Z0-9]+\|([^>]*)>/g, '#$1')
    .replace(/<!(?:subteam\^[A-Z0-9]+\|)?@?([^>|]+)(?:\|[^>]*)?>/g, '@$1')

/** @param people what `<@U…>` is in Markdown */
export function toMarkdown(text: string, people: ReadonlyMap<string, string> = new Map()): string {
  const plain = outsideCode(text, (part) =>
    named(part, people)
      .replace(/<((?:https?|mailto):[^>|]+)\|([^>]+)>/g, (_, url: string, label: string) =>
        url.endsWith(label) ? label : `[${label}](${url})`,
      )
      .replace(/<((?:https?|mailto):[^>|]+)>/g, '$1')
      .replace(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g, '**$1**')
      .replace(/(?<![~\w])~([^~\n]+)~(?![~\w])/g, '~~$1~~')
      .replace(/^([ \t]*)•[ \t]+/gm, '$1- '),
  )
  return unescaped(plain).trim()
}

/** In the plain words of a title: what is not shown as Markdown should not look like it. */
export function toWords(text: string): string {
  const plain = outsideCode(text, (part) =>
    named(part)
      .replace(/<((?:https?|mailto):[^>|]+)\|([^>]+)>/g, (_, url: string, label: string) =>
        url.endsWith(label) ? label : `${label} (${url})`,
      )
      .replace(/<((?:https?|mailto):[^>|]+)>/g, '$1')
      .replace(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g, '$1')
      .replace(/(?<![_\w])_([^_\n]+)_(?![_\w])/g, '$1')
      .replace(/(?<![~\w])~([^~\n]+)~(?![~\w])/g, '$1')
      .replace(/^[ \t]*(?:•|&gt;)[ \t]+/gm, ''),
  )
  return unescaped(plain.replaceAll('`', '')).trim()
}

/** Who is named in it. */
export const usersIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].map(([, id]) => id ?? '')),
]

/** In parts that are not too long, at ends of lines or words where there are any. What is beyond the last is left out, with … */
export function inParts(text: string, { longest, most }: { longest: number; most: number }): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > longest && parts.length < most - 1) {
    const begin = rest.slice(0, longest)
    const end = [begin.lastIndexOf('\n'), begin.lastIndexOf(' ')].find((at) => at > longest / 2) ?? longest
    parts.push(rest.slice(0, end).toWellFormed().trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...parts, short(rest, longest)]
}

export const short = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`
