import * as z from 'zod'
import type { FieldProblem } from '../errors.ts'
import { expectedIn } from '../expected.ts'
import { connectorActions } from './generated/connector-actions.ts'

const schemas = new Map<string, z.ZodType>()

function schemaOf(name: string): z.ZodType | undefined {
  const known = schemas.get(name)
  if (known) return known
  const action = Object.hasOwn(connectorActions, name) ? connectorActions[name] : undefined
  if (!action) return undefined
  const schema = z.fromJSONSchema(withoutFormats(action.input) as never)
  schemas.set(name, schema)
  return schema
}

/** A format's own pattern stands beside it, and allows what the format by itself would not, e.g. an offset. */
function withoutFormats(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutFormats)
  if (typeof schema !== 'object' || schema === null) return schema
  const { format, ...rest } = schema as { format?: unknown; pattern?: unknown }
  const kept = typeof format === 'string' && rest.pattern === undefined ? { ...rest, format } : rest
  return Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, withoutFormats(value)]))
}

/**
 * What is wrong with the input of a connected service's action, as far as that can be said beforehand: the connector looks at it again.
 * @param isOpen of a value that is not known yet, e.g. of a template: it may become what fits
 */
export function problemsOfInput(
  name: string,
  input: unknown,
  isOpen: (value: unknown) => boolean = () => false,
): FieldProblem[] {
  const schema = schemaOf(name)
  if (schema === undefined) return []
  const issues = schema.safeParse(input, { error: expectedIn }).error?.issues ?? []
  return issues.flatMap((issue): FieldProblem[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        ...{ path: [...issue.path, key].join('.'), expected: 'nothing: there is no such field' },
        code: 'unknown_field',
      }))
    return isOpen(valueAt(input, issue.path))
      ? []
      : [{ path: issue.path.join('.'), expected: `${named(name, issue)}${issue.message}`, code: issue.code }]
  })
}

/** A pattern says little without what it is the pattern of. */
function named(name: string, { code, path: [field, ...rest] }: z.core.$ZodIssue): string {
  if (code !== 'invalid_format' || rest.length > 0) return ''
  const input = connectorActions[name]?.input as { properties?: Record<string, { description?: string }> } | undefined
  const { description } = input?.properties?.[String(field)] ?? {}
  return description === undefined ? '' : `${description}, `
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
