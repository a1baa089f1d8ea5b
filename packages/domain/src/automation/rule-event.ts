import type * as z from 'zod'
import { type EventSchema, eventSchemaFor, fieldTypeOf } from '../conditions/index.ts'
import { eventTypeOf, type RuleTrigger } from '../entities/rule-trigger.ts'
import { AppError } from '../errors.ts'
import { expectedIn } from '../expected.ts'
import { linearSchema, unmatchable } from '../json-schema/linear-schema.ts'
import type { Schema } from '../json-schema/without-patterns.ts'
import { problemsOf } from '../parse.ts'

/** The part of a rule's event that a schema of its own describes. */
function described(when: RuleTrigger): { readonly field: 'body' | 'input'; readonly schema: object } | null {
  if (typeof when === 'string') return null
  if ('webhook' in when) return when.body ? { field: 'body', schema: when.body } : null
  if ('manual' in when) return when.manual.input ? { field: 'input', schema: when.manual.input } : null
  return null
}

/** What a rule's condition and actions may read. */
export function ruleEventSchema(when: RuleTrigger): EventSchema {
  const known = eventSchemaFor(eventTypeOf(when))
  const own = described(when)
  if (!own) return known
  const fields = { ...known.event.fields, [own.field]: fieldTypeOf(own.schema) }
  return { ...known, event: { ...known.event, fields } }
}

/** Checks what came in with an event against the schema that its rule has; null: there is none. */
export function eventCheckOf(when: RuleTrigger): ((event: object) => void) | null {
  const own = described(when)
  if (!own) return null
  const schema = compileJsonSchema(own.schema, own.field)
  const reason = unmatchable(own.schema as Schema)
  if (reason !== null) throw noSchema(own.field, reason)
  return (event) => checkJson(schema, (event as Record<string, unknown>)[own.field], own.field)
}

/** @throws AppError `invalid_input` when it is no JSON Schema. @param path of it in the input */
export function compileJsonSchema(schema: object, path: string): z.ZodType {
  try {
    return linearSchema(schema as Schema)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw noSchema(path, reason, cause)
  }
}

function noSchema(path: string, reason: string, cause?: unknown): AppError {
  const fields = [{ path, expected: `a JSON Schema: ${reason}`, code: 'invalid_schema' }]
  return new AppError('invalid_input', `${path} is no JSON Schema: ${reason}`, { fields, cause })
}

/** @throws AppError `invalid_input` naming each wrong field below `path` */
export function checkJson(schema: z.ZodType, value: unknown, path: string): void {
  const parsed = schema.safeParse(value, { error: expectedIn })
  if (parsed.success) return
  const fields = problemsOf(parsed.error.issues, value, [path])
  throw new AppError('invalid_input', `the ${path} is not valid: ${fields[0]?.path}: ${fields[0]?.expected}`, {
    fields,
  })
}
