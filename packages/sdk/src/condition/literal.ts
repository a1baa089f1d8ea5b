import { PlaybookDefinitionError } from '../errors.ts'
import type { Json } from '../json.ts'

/** A value that a condition can compare with. */
export type Constant = string | number | boolean | null | Date | readonly (string | number | boolean)[]

/** Writes a value as CEL, so that nothing in it can be read as code. */
export function printLiteral(value: Constant): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return printNumber(value)
  if (value instanceof Date) return `timestamp(${quote(toIso(value))})`
  if (Array.isArray(value))
    return `[${(value as readonly (string | number | boolean)[]).map((item) => printLiteral(item)).join(', ')}]`
  throw new PlaybookDefinitionError(
    `a condition cannot compare with ${typeof value}: use text, numbers, true, false, null, a Date or a list of these`,
  )
}

export function toJson(value: Constant): Json {
  printLiteral(value)
  return value instanceof Date ? toIso(value) : value
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new PlaybookDefinitionError(`a condition cannot compare with ${value}`)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new PlaybookDefinitionError(`${value} is too large for a whole number in a condition`)
  const text = String(value)
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}

function toIso(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new PlaybookDefinitionError('a condition cannot compare with an invalid Date')
  return date.toISOString()
}
