import type { FormField } from '@orchestrator/domain'
import { html } from 'hono/html'

type Html = ReturnType<typeof html>

/** What was typed, and what is wrong with it. */
export interface FieldState {
  readonly values: readonly string[]
  readonly problem: string | undefined
}

/** The name of a field's input; none of ours can have it. */
export const inputName = (field: FormField): string => `f.${field.name}`

/** A field of a question as part of a form. Every text in it is escaped. */
export function fieldHtml(field: FormField, index: number, { values, problem }: FieldState): Html {
  const id = `field-${index}`
  const about = [field.help === null ? '' : `${id}-help`, problem === undefined ? '' : `${id}-problem`].join(' ').trim()
  const help = html`${field.help === null ? '' : html`<p class="help" id="${id}-help">${field.help}</p>`}`
  const wrong = html`${problem === undefined ? '' : html`<p class="problem" id="${id}-problem">${problem}</p>`}`
  const mark = field.required ? '' : html` <span class="help">(may be left empty)</span>`
  if (field.kind === 'boolean' || field.kind === 'choices') {
    const options =
      field.kind === 'choices'
        ? field.options.map((option, at) => ({ value: String(at), label: String(option) }))
        : [
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]
    const type = field.kind === 'choices' ? 'checkbox' : 'radio'
    return html`<fieldset aria-describedby="${about}"><legend>${field.label}${mark}</legend>${help}${wrong}
${options.map(
  ({ value, label }) =>
    html`<label class="option"><input type="${type}" name="${inputName(field)}" value="${value}"${values.includes(value) ? html` checked` : ''}${type === 'radio' && field.required ? html` required` : ''}> ${label}</label>\n`,
)}</fieldset>`
  }
  return html`<div class="field"><label for="${id}">${field.label}${mark}</label>${help}${wrong}${control(field, id, about, values[0] ?? '', problem !== undefined)}</div>`
}

function control(field: FormField, id: string, about: string, value: string, isWrong: boolean): Html {
  const common = html`id="${id}" name="${inputName(field)}" aria-describedby="${about}"${isWrong ? html` aria-invalid="true"` : ''}${field.required && field.kind !== 'text' ? html` required` : ''}`
  switch (field.kind) {
    case 'choice':
      return html`<select ${common}><option value=""></option>${field.options.map((option, at) => html`<option value="${at}"${value === String(at) ? html` selected` : ''}>${String(option)}</option>`)}</select>`
    case 'number':
      return html`<input type="number" step="${field.integer ? '1' : 'any'}" ${common}${bound('min', field.min)}${bound('max', field.max)} value="${value}">`
    case 'text': {
      const length = html`${bound('minlength', field.min)}${bound('maxlength', field.max)}`
      if (field.format === 'plain' && (field.max ?? 10_000) > 200)
        return html`<textarea rows="4" ${common}${length}>${value}</textarea>`
      return html`<input type="${types[field.format]}" ${common}${length} value="${value}">`
    }
    default:
      return html``
  }
}

const bound = (name: string, value: number | null): Html => html`${value === null ? '' : html` ${name}="${value}"`}`

const types = { plain: 'text', date: 'date', 'date-time': 'datetime-local', email: 'email', uri: 'url', uuid: 'text' }
