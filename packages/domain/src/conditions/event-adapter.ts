import type { FieldType, ObjectType } from './event-schema.ts'

/** A type to register with the CEL environment. */
export interface CelType {
  readonly name: string
  readonly ctor: new (raw: Raw) => object
  readonly fields: Readonly<Record<string, string>>
}

type Raw = Readonly<Record<string, unknown>>
type Convert = (value: unknown) => unknown

/**
 * Classes through which CEL reads a plain event: integers become BigInt and times Date when they are read, the rest stays as it is.
 * Getters instead of a copy: an event has some 60 fields and a condition reads two.
 */
export function adaptObject(name: string, type: ObjectType, registered: CelType[]): CelType {
  const fields: Record<string, string> = {}
  class Adapted {
    readonly raw: Raw
    constructor(raw: Raw) {
      this.raw = raw
    }
  }
  for (const [field, fieldType] of Object.entries(type.fields)) {
    const { cel, convert } = adapt(`${name}_${field}`, fieldType, registered)
    fields[field] = fieldType.nullable ? 'dyn' : cel
    const get = convert
      ? function (this: Adapted) {
          const value = this.raw[field]
          return value === null || value === undefined ? value : convert(value)
        }
      : function (this: Adapted) {
          return this.raw[field]
        }
    Object.defineProperty(Adapted.prototype, field, { get, enumerable: true })
  }
  const celType = { name, ctor: Adapted, fields }
  registered.push(celType)
  return celType
}

/** How CEL sees values of a type. What can be null is `dyn` to it. */
export function adapt(name: string, type: FieldType, registered: CelType[]): { cel: string; convert?: Convert } {
  switch (type.t) {
    case 'string':
    case 'date':
      return { cel: 'string' }
    case 'bool':
      return { cel: 'bool' }
    case 'double':
      return { cel: 'double' }
    case 'any':
      return { cel: 'dyn' }
    case 'int':
      return { cel: 'int', convert: (value) => (Number.isInteger(value) ? BigInt(value as number) : value) }
    case 'timestamp':
      return {
        cel: 'google.protobuf.Timestamp',
        convert: (value) => (typeof value === 'string' ? new Date(value) : value),
      }
    case 'object': {
      const { ctor } = adaptObject(name, type, registered)
      return { cel: name, convert: (value) => (isObject(value) ? new ctor(value) : value) }
    }
    case 'list':
    case 'map':
      return adaptCollection(name, type, registered)
  }
}

function adaptCollection(
  name: string,
  type: FieldType & { t: 'list' | 'map' },
  registered: CelType[],
): { cel: string; convert?: Convert } {
  const inner = adapt(`${name}_item`, type.of, registered)
  const item = type.of.nullable ? 'dyn' : inner.cel
  const cel = type.t === 'list' ? `list<${item}>` : `map<string, ${item}>`
  const convert = inner.convert
  if (!convert) return { cel }
  const each: Convert = (value) => (value === null || value === undefined ? value : convert(value))
  if (type.t === 'list') return { cel, convert: (value) => (Array.isArray(value) ? value.map(each) : value) }
  return {
    cel,
    convert: (value) =>
      isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, each(one)])) : value,
  }
}

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)
