import type { FormField } from '@orchestrator/domain'
import { inputName } from './fields-html.ts'

/**
 * The answer that a form's fields make. What is no value of a field's kind stays the text that it is, so that the check says
 * what is wrong with it.
 */
export function readAnswer(fields: readonly FormField[], form: URLSearchParams): Record<string, unknown> {
  const entries = fields.map((field) => [field.name, fieldValue(field, form.getAll(inputName(field)))] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function fieldValue(field: FormField, given: readonly string[]): unknown {
  const [text = ''] = given
  if (field.kind === 'choices') {
    const chosen = given.map((at) => field.options[Number(at)] ?? at)
    return chosen.length === 0 && !field.required ? undefined : chosen
  }
  if (text === '') return field.nullable ? null : field.kind === 'text' && field.required ? '' : undefined
  switch (field.kind) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'choice':
      return field.options[Number(text)] ?? text
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text
    case 'text':
      // Browsers send a local time without a zone; the form says that it is UTC.
      if (field.format === 'date-time' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text))
        return `${text.length === 16 ? `${text}:00` : text}Z`
      return text.replaceAll('\r\n', '\n')
  }
}
