import { compileTemplate, type EventSchema } from '../conditions/index.ts'
import { AppError } from '../errors.ts'
import type { AnyEvent } from '../events/catalogue.ts'

export type Render = (event: AnyEvent) => unknown

/** A value in which every text is a template. What holds none is taken as it is. @throws AppError `invalid_condition` */
export function compileValue(value: unknown, schema: EventSchema): { readonly constant: unknown } | Render {
  if (typeof value === 'string') {
    const compiled = compileTemplate(value, schema)
    if (!compiled.ok)
      throw new AppError('invalid_condition', compiled.problems[0]?.message ?? 'a template is not valid')
    return value.includes('{{') ? (event) => compiled.render(event) : { constant: value }
  }
  if (typeof value !== 'object' || value === null) return { constant: value }
  const parts = Object.entries(value).map(([key, part]) => [key, compileValue(part, schema)] as const)
  if (parts.every(([, part]) => 'constant' in part)) return { constant: value }
  if (Array.isArray(value)) return (event) => parts.map(([, part]) => fill(part, event))
  return (event) => Object.fromEntries(parts.map(([key, part]) => [key, fill(part, event)]))
}

/** @throws AppError `invalid_condition` when an expression has no value for the event */
export function fill(part: ReturnType<typeof compileValue>, event: AnyEvent): unknown {
  if (typeof part !== 'function') return part.constant
  try {
    return part(event)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('invalid_condition', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
