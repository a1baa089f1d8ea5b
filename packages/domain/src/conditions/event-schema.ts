/** The type of one field, as conditions see it: a small tree made of the catalogue's JSON Schema, so that no schema library is needed here. */
export type FieldType =
  | { readonly t: 'string'; readonly enum?: readonly string[]; readonly nullable?: true; readonly optional?: true }
  | {
      readonly t: 'date' | 'timestamp' | 'int' | 'double' | 'bool' | 'any'
      readonly nullable?: true
      readonly optional?: true
    }
  | { readonly t: 'list' | 'map'; readonly of: FieldType; readonly nullable?: true; readonly optional?: true }
  | ObjectType

export interface ObjectType {
  readonly t: 'object'
  readonly fields: Readonly<Record<string, FieldType>>
  readonly nullable?: true
  readonly optional?: true
}

/** What a condition on one event type may read. */
export interface EventSchema {
  readonly type: string
  readonly event: ObjectType
  /** What stands beside `event`, by its name: e.g. what earlier actions of a rule gave. */
  readonly variables?: Readonly<Record<string, FieldType>>
}

/** Values of a schema's variables; plain JSON. */
export type Variables = Readonly<Record<string, unknown>>

type Json = Readonly<Record<string, unknown>>
type Definitions = Readonly<Record<string, Json>>

/** The field types of an event, out of its JSON Schema (draft 2020-12, as `z.toJSONSchema` prints it). */
export function eventSchemaOf(type: string, jsonSchema: object): EventSchema {
  const event = fieldTypeOf(jsonSchema)
  if (event.t !== 'object') throw new Error(`the schema of ${type} is not an object`)
  return { type, event }
}

/** The field type that a JSON Schema describes; `any` for what conditions cannot tell apart. */
export function fieldTypeOf(jsonSchema: object, definitions: Definitions = {}): FieldType {
  const schema = jsonSchema as Json
  const known = { ...definitions, ...(schema['$defs'] as Definitions | undefined) }
  const ref = schema['$ref']
  if (typeof ref === 'string') {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    const { [name]: target, ...others } = known
    // Within itself it is any value: actions of a rule hold actions.
    return target ? fieldTypeOf(target, others) : { t: 'any' }
  }
  const union = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined
  if (union) return ofUnion(union, known)
  const type = schema['type']
  if (Array.isArray(type))
    return ofUnion(
      type.map((one) => ({ ...schema, type: one })),
      known,
    )
  if ('const' in schema) return ofValues([schema['const']])
  if (Array.isArray(schema['enum'])) return ofValues(schema['enum'])
  switch (type) {
    case 'string':
      return schema['format'] === 'date-time'
        ? { t: 'timestamp' }
        : schema['format'] === 'date'
          ? { t: 'date' }
          : { t: 'string' }
    case 'integer':
      return { t: 'int' }
    case 'number':
      return { t: 'double' }
    case 'boolean':
      return { t: 'bool' }
    case 'array':
      return { t: 'list', of: schema['items'] ? fieldTypeOf(schema['items'], known) : { t: 'any' } }
    case 'object':
      return ofObject(schema, known)
    default:
      return { t: 'any' }
  }
}

function ofUnion(members: readonly Json[], known: Definitions): FieldType {
  const rest = members.filter((member) => member['type'] !== 'null' && member['const'] !== null)
  const nullable = rest.length < members.length
  const types = rest.map((member) => fieldTypeOf(member, known))
  const [first] = types
  if (!first) return { t: 'any', nullable: true }
  const same = types.every((type) => JSON.stringify(type) === JSON.stringify(first))
  const enums = types.flatMap((type) => (type.t === 'string' && type.enum ? type.enum : []))
  const merged: FieldType = same
    ? first
    : types.every((type) => type.t === 'string')
      ? { t: 'string', ...(types.every((type) => type.t === 'string' && type.enum) && { enum: enums }) }
      : { t: 'any' }
  return nullable ? { ...merged, nullable: true } : merged
}

function ofValues(values: readonly unknown[]): FieldType {
  const rest = values.filter((value) => value !== null)
  const nullable = rest.length < values.length ? ({ nullable: true } as const) : {}
  if (rest.every((value) => typeof value === 'string')) return { t: 'string', enum: rest, ...nullable }
  if (rest.every((value) => typeof value === 'boolean')) return { t: 'bool', ...nullable }
  if (rest.every((value) => Number.isInteger(value))) return { t: 'int', ...nullable }
  return { t: 'any' }
}

function ofObject(schema: Json, known: Definitions): FieldType {
  const properties = schema['properties'] as Readonly<Record<string, Json>> | undefined
  if (properties) {
    const required = new Set(schema['required'] as readonly string[] | undefined)
    const fields: Record<string, FieldType> = {}
    for (const [name, property] of Object.entries(properties)) {
      const type = fieldTypeOf(property, known)
      fields[name] = required.has(name) ? type : { ...type, optional: true }
    }
    return { t: 'object', fields }
  }
  const values = schema['additionalProperties']
  return values && typeof values === 'object' ? { t: 'map', of: fieldTypeOf(values, known) } : { t: 'any' }
}

/** A type as a problem names it. */
export function describeType(type: FieldType): string {
  const orNull = type.nullable ? ' or null' : ''
  if (type.t === 'string' && type.enum) return `one of ${type.enum.join(', ')}${orNull}`
  const names = {
    string: 'text',
    date: 'a date such as "2026-11-22"',
    timestamp: 'a time such as timestamp("2026-11-22T08:00:00Z")',
    int: 'a whole number',
    double: 'a number',
    bool: 'true or false',
    list: 'a list',
    map: 'a map',
    object: 'an object',
    any: 'any value',
  }
  return names[type.t] + orNull
}
