import { type FieldType, fieldTypeOf } from '@orchestrator/domain/conditions'
import { type AnySchema, jsonSchemaOf } from '../schema.ts'

/** The types of bodies and inputs that a trigger's schema describes, for the texts of rules: whole numbers are others to CEL than fractions. */
const types = new WeakMap<object, FieldType>()

/** Notes what a schema says of a value; of one that the schema has changed nothing is known. */
export function describe<T>(value: T, given: unknown, schema: AnySchema): T {
  const known = typeof value === 'object' && value !== null && isSame(value, given)
  const json = known ? jsonSchemaOf(schema) : null
  if (known && json !== null) types.set(value, fieldTypeOf(json))
  return value
}

/** Schemas may put an object's keys in an order of their own. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  const [entries, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))]
  if (Array.isArray(one) !== Array.isArray(other) || entries.length !== others.size) return false
  return entries.every(([key, value]) => others.has(key) && isSame(value, others.get(key)))
}

export const describedType = (value: unknown): FieldType | undefined =>
  typeof value === 'object' && value !== null ? types.get(value) : undefined
