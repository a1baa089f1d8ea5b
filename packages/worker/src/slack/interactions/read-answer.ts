import type { FormField } from '@orchestrator/domain'
import type { SlackInput } from '@orchestrator/integrations'

type Values = Readonly<Record<string, Readonly<Record<string, SlackInput>>>>

/** The answer that a modal's fields make; what is left empty is left out. The command says what is wrong with it. */
export function readAnswer(fields: readonly FormField[], values: Values): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const input = values[field.name]?.['value']
      const value = input && given(field, input)
      if (value !== undefined && value !== null) return [[field.name, value]]
      return field.nullable && field.required ? [[field.name, null]] : []
    }),
  )
}

function given(field: FormField, input: SlackInput): unknown {
  const text = input.value ?? undefined
  switch (field.kind) {
    case 'boolean':
      return input.selected_option ? input.selected_option.value === 'true' : undefined
    case 'choice':
      return input.selected_option ? field.options[Number(input.selected_option.value)] : undefined
    case 'choices':
      return (input.selected_options ?? []).map(({ value }) => field.options[Number(value)])
    case 'number':
      return text === undefined ? undefined : Number.isFinite(Number(text)) ? Number(text) : text
    case 'text':
      if (field.format === 'date') return input.selected_date
      if (field.format === 'date-time')
        return input.selected_date_time ? new Date(input.selected_date_time * 1_000).toISOString() : undefined
      return text
  }
}
