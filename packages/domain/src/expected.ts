import type * as z from 'zod'
import { closest } from './conditions/closest.ts'

/** Said of a field that is not there at all. */
export const missing = '; it is missing'

const kinds: Readonly<Record<string, string>> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list' },
  ...{
    tuple: 'a list',
    object: 'an object',
    record: 'an object',
    null: 'null',
    undefined: 'nothing',
    never: 'nothing',
  },
  ...{ date: 'a date', nonoptional: 'a value' },
}
const formats: Readonly<Record<string, string>> = {
  ...{ uuid: 'an id (a UUID)', guid: 'an id (a UUID)', email: 'an e-mail address', base64: 'base64' },
  ...{ url: 'an address, e.g. https://example.com', date: 'a day, e.g. 2027-01-31', time: 'a time, e.g. 09:00' },
  ...{ datetime: 'an instant, e.g. 2027-01-31T09:00:00Z', regex: 'a text of another form' },
}

/** What was expected of a field, in our words; undefined leaves it to those of the schema. */
export function expectedIn(issue: z.core.$ZodRawIssue): string | undefined {
  const said = inWords(issue)
  return said !== undefined && issue.input === undefined && issue.code !== 'unrecognized_keys' ? said + missing : said
}

function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue
  switch (issue.code) {
    case 'invalid_type':
      return `${kinds[issue.expected as string] ?? String(issue.expected)}${insteadOf(input, String(issue.expected))}`
    case 'invalid_value':
      return oneOf(issue.values as readonly unknown[], input)
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? oneOf(issue.options, at(input, issue.discriminator as string))
        : `one of several forms${insteadOf(input, '')}`
    case 'too_small':
      return sized(issue.origin as string, { least: Number(issue.minimum), inclusive: issue.inclusive !== false })
    case 'too_big':
      return sized(issue.origin as string, { most: Number(issue.maximum), inclusive: issue.inclusive !== false })
    case 'invalid_format':
      // Better a pattern than nothing to go by.
      return issue.format === 'regex' && issue.pattern !== undefined
        ? `a text of the form ${issue.pattern}`
        : formats[issue.format as string]
    case 'unrecognized_keys':
      // Not for people: with it `parse` tells which name was meant.
      return Object.keys((issue.inst as { _zod?: { def?: { shape?: object } } })?._zod?.def?.shape ?? {}).join(' ')
    default:
      return undefined
  }
}

/** `one of low, high; did you mean high?` */
function oneOf(values: readonly unknown[], given: unknown): string {
  const names = values.map(String)
  if (names.length === 1) return names[0] as string
  return `one of ${names.join(', ')}${didYouMean(given, names)}`
}

/** `; did you mean task.created?`, or nothing. */
export function didYouMean(given: unknown, names: readonly string[]): string {
  if (typeof given !== 'string') return ''
  const similar = closest(given, names) ?? (given.length > 2 ? names.find((name) => name.startsWith(given)) : undefined)
  return similar === undefined ? '' : `; did you mean ${similar}?`
}

function insteadOf(input: unknown, expected: string): string {
  if (input === undefined) return ''
  if (expected === 'int' && typeof input === 'number') return `, not ${input}`
  const kind = input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input
  return `, not ${kinds[kind] ?? kind}`
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  ...{ string: ['character', 'characters'], array: ['entry', 'entries'], set: ['entry', 'entries'] },
  ...{ map: ['entry', 'entries'], object: ['field', 'fields'] },
}

function sized(
  origin: string,
  { least, most, inclusive }: { least?: number; most?: number; inclusive: boolean },
): string {
  const count = least ?? most ?? 0
  const unit = units[origin]
  if (!unit) {
    const than = least === undefined ? ['at most', 'less than'] : ['at least', 'more than']
    return `${inclusive ? than[0] : than[1]} ${shown(count)}`
  }
  if (least === 1 && inclusive) return origin === 'string' ? 'a text that is not empty' : `at least one ${unit[0]}`
  return `at ${least === undefined ? 'most' : 'least'} ${shown(count)} ${count === 1 ? unit[0] : unit[1]}`
}

// Without Intl, which knows another language wherever this runs.
const shown = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

const at = (input: unknown, key: string): unknown =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[key] : undefined
