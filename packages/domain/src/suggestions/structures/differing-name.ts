import { escapeTemplate } from '../../conditions/index.ts'

interface DifferingName {
  /** The names with what differs as `{{variables.name}}`. */
  readonly written: string
  /** The same for people to read. */
  readonly label: string
  /** A text of the n-th with its own part of the name as the variable. */
  readonly fill: (text: string, n: number) => string
}

const variable = '{{variables.name}}'

/** Finds what differs in names that begin and end alike: in “Onboard Ada” and “Onboard Bob” it is the second word. */
export function differingName(names: readonly string[]): DifferingName {
  const words = names.map((name) => name.trim().split(/\s+/))
  const shortest = Math.min(...words.map(({ length }) => length))
  const [first = []] = words
  let before = 0
  while (before < shortest && words.every((one) => one[before] === first[before])) before++
  let behind = 0
  while (before + behind < shortest && words.every((one) => one.at(-1 - behind) === first.at(-1 - behind))) behind++
  const own = words.map((one) => one.slice(before, one.length - behind).join(' '))
  const isSame = own.every((text) => text === '')
  const around = (middle: string, escaped: (text: string) => string) =>
    [escaped(first.slice(0, before).join(' ')), middle, escaped(first.slice(first.length - behind).join(' '))]
      .filter((part) => part !== '')
      .join(' ')
  return {
    written: around(isSame ? '' : variable, escapeTemplate),
    label: (around(isSame ? '' : '…', (text) => text) || 'Work that is built alike').slice(0, 200),
    fill(text, n) {
      const part = own[n] ?? ''
      return part === '' ? escapeTemplate(text) : text.split(part).map(escapeTemplate).join(variable)
    },
  }
}
