import type { VariableValues } from '../conditions/index.ts'
import type { TemplateVariable } from '../entities/template.ts'
import { AppError } from '../errors.ts'
import { Id } from '../ids.ts'
import { CalendarDate } from '../time.ts'

type Value = VariableValues[string]

/** What a value of each type must be; a text for what is wrong, or the value as it is used. */
const expectations: {
  readonly [T in TemplateVariable['type']]: (value: unknown, variable: TemplateVariable) => { value: Value } | string
} = {
  text: (value) =>
    typeof value === 'string' && value.length <= 10_000 ? { value } : 'a text of at most 10,000 characters',
  number: (value) => (typeof value === 'number' && Number.isFinite(value) ? { value } : 'a number'),
  boolean: (value) => (typeof value === 'boolean' ? { value } : 'true or false'),
  date: (value) => {
    const date = CalendarDate.safeParse(value).data
    return date === undefined ? 'a day such as 2026-11-27' : { value: date }
  },
  member: (value) => {
    const id = Id.safeParse(value).data
    return id === undefined ? 'the id of a member' : { value: id }
  },
  select: (value, { options }) =>
    typeof value === 'string' && options.includes(value) ? { value } : `one of ${options.join(', ')}`,
}

export const checkVariable = (variable: TemplateVariable, value: unknown): { value: Value } | string =>
  expectations[variable.type](value, variable)

/**
 * The value of each variable, from what was given and the defaults.
 * @throws AppError `invalid_input` naming every variable that is missing, wrong or unknown
 */
export function variableValues(
  variables: readonly TemplateVariable[],
  given: Readonly<Record<string, unknown>>,
): VariableValues {
  const values: Record<string, Value> = {}
  const fields = Object.keys(given)
    .filter((name) => !variables.some((variable) => variable.name === name))
    .map((name) => ({ path: `variables.${name}`, expected: 'a variable of this template', code: 'unknown_field' }))
  for (const variable of variables) {
    const path = `variables.${variable.name}`
    const value = given[variable.name] ?? variable.default
    if (value === null) {
      if (variable.required) fields.push({ path, expected: `a value of type ${variable.type}`, code: 'required' })
      values[variable.name] = null
      continue
    }
    const checked = checkVariable(variable, value)
    if (typeof checked === 'string') fields.push({ path, expected: checked, code: 'invalid_value' })
    else values[variable.name] = checked.value
  }
  const [first] = fields
  if (first) throw new AppError('invalid_input', `${first.path}: ${first.expected}`, { fields })
  return values
}

/** A value of each variable, with which a template can be tried before anybody applies it. */
export const sampleValues = (variables: readonly TemplateVariable[]): VariableValues =>
  Object.fromEntries(variables.map((variable) => [variable.name, variable.default ?? sample(variable)]))

function sample({ type, options }: TemplateVariable): Value {
  switch (type) {
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'date':
      return '2026-01-05'
    case 'member':
      return '00000000-0000-4000-8000-000000000000'
    case 'select':
      return options[0] ?? ''
    case 'text':
      return 'text'
  }
}
