import type { FieldType, Path } from '../../conditions/index.ts'
import { type Place, typeOf } from './ejection.ts'

/** A chain of fields as TypeScript, and its type; undefined: it cannot be written so. */
export function printPath(
  place: Place,
  { root, fields }: Pick<Path, 'root' | 'fields'>,
): { code: string; type: FieldType } | undefined {
  const type = typeOf(place, root, fields)
  const isEvent = root === 'event' || root === 'trigger'
  if (isEvent && fields[0] === place.ejection.opaque) return undefined
  if (type === undefined || type.t === 'any' || type.optional || !fields.every((field) => /^\w+$/.test(field)))
    return undefined
  if (isEvent) return { code: ['event', ...fields].join('.'), type }
  const [name = '', ...rest] = fields
  const constant = root === 'steps' ? place.constants[`steps.${name}`] : place.constants[root]
  if (constant === undefined) return undefined
  return { code: [constant, ...(root === 'steps' ? rest : fields)].join('.'), type }
}
