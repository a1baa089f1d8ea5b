import { shortened } from '../../storable-text.ts'
import type { ActionFields } from '../actions/definition.ts'
import type { Values } from './plan.ts'
import type { Scope } from './scope.ts'
import { compileValue } from './template.ts'

/** How an object's fields are filled. Those named nowhere are templates. */
export interface FieldKinds {
  readonly verbatim?: readonly string[]
  readonly emptied?: readonly string[]
  readonly json?: readonly string[]
  /** By their fields, the length at which a text that expressions made ends with “…”. */
  readonly cut?: Readonly<Record<string, number | undefined>>
}

export function compileFields(
  fields: object,
  scope: Scope,
  path: string,
  { verbatim = [], emptied = [], json = [], cut = {} }: FieldKinds,
): (values: Values) => ActionFields {
  const compiled = Object.entries(fields).map(([field, value]) => ({
    field,
    value: field === 'customFields' ? withoutEmpty(value as object) : value,
    fill: verbatim.includes(field) ? null : compileValue(value, scope, `${path}.${field}`, json.includes(field)),
    empties: emptied.includes(field),
    most: cut[field],
  }))
  return (values) => {
    const filled: Record<string, unknown> = {}
    for (const { field, value, fill, empties, most } of compiled) {
      const given = fill === null ? value : cutAt(most, fill(values))
      if (field === 'customFields' && fill !== null) filled[field] = withoutEmpty(given as object)
      else filled[field] = given === '' && empties ? null : given
    }
    return filled
  }
}

const cutAt = (most: number | undefined, text: unknown) =>
  typeof text === 'string' && most !== undefined ? shortened(text, most) : text

const withoutEmpty = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value === '' ? null : value]))
