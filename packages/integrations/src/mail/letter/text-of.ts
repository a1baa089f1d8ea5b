import type { Entry, Group, Letter, Line } from './letter.ts'

/** A letter as plain text. */
export function textOf({ heading, groups, more, footer, unsubscribe }: Letter): string {
  const content = [...(heading === null ? [] : [heading]), ...groups.map(group), ...(more === null ? [] : [more])].join(
    '\n\n\n',
  )
  const end = unsubscribe === null ? '' : `No more e-mail of this: ${unsubscribe}\n`
  // The line by which readers know where a signature begins.
  return `${content}\n\n-- \n${footer}\n${end}`
}

function group({ name, summary, part, lines = [], entries = [] }: Group): string {
  const under = name === null ? '' : (part ? '-' : '=').repeat(Math.min(name.length, 60))
  return [
    ...(name === null ? [] : [`${name}\n${under}`]),
    ...(summary === undefined ? [] : [summary]),
    ...(lines.length === 0 ? [] : [lines.map(line).join('\n')]),
    ...entries.map(entry),
  ].join('\n\n')
}

const line = ({ mark, text, aside, links = [] }: Line) =>
  [
    `* ${mark === null ? '' : `${mark}  `}${text}${aside === null ? '' : ` (${aside})`}`,
    ...links.map(({ label, url }) => `  ${label}: ${url}`),
  ].join('\n')

const entry = ({ title, body, links }: Entry) =>
  [title, ...(body === '' ? [] : ['', body]), ...links.map(({ label, url }) => `\n${label}: ${url}`)].join('\n')
