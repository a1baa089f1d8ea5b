import * as z from 'zod'
import { Id } from '../ids.ts'
import { CalendarDate, StoredTimestamp } from '../time.ts'
import { currencies } from './currencies.ts'

export const CustomFieldType = z.enum([
  'text',
  'number',
  'date',
  'select',
  'multi_select',
  'user',
  'url',
  'checkbox',
  'money',
])
export type CustomFieldType = z.infer<typeof CustomFieldType>

export const isWithoutRepeats = (values: readonly string[]): boolean => new Set(values).size === values.length

export const Money = z.strictObject({
  amount: z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'a decimal number as text, e.g. "12.50"'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code, e.g. EUR'),
})
export type Money = z.infer<typeof Money>

export const CustomFieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), Money])
export type CustomFieldValue = z.infer<typeof CustomFieldValue>

/** A field that a workspace adds to tasks. `projectIds` null: in every project. */
export const CustomField = z
  .strictObject({
    id: z.uuid(),
    key: z.string().meta({ description: 'the name in `task.customFields`, e.g. `severity`' }),
    name: z.string(),
    type: CustomFieldType,
    options: z.array(z.string()).meta({ description: 'the choices of select and multi_select' }),
    required: z.boolean(),
    projectIds: z.array(z.uuid()).nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'CustomField' })
export type CustomField = z.infer<typeof CustomField>

/** The schema that a value of this field must meet. */
export function customFieldSchema(field: Pick<CustomField, 'type' | 'options'>): z.ZodType<CustomFieldValue> {
  const option = z.string().refine((value) => field.options.includes(value), `one of ${field.options.join(', ')}`)
  switch (field.type) {
    case 'text':
      return z.string().max(10_000)
    case 'number':
      return z.number()
    case 'date':
      return CalendarDate
    case 'select':
      return option
    case 'multi_select':
      return z.array(option).max(100).refine(isWithoutRepeats, 'each option once')
    case 'user':
      return Id
    case 'url':
      return z.url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' }).max(2_000)
    case 'checkbox':
      return z.boolean()
    case 'money':
      return Money.refine(({ currency }) => currencies.has(currency), {
        path: ['currency'],
        error: 'an ISO 4217 code that is in use, e.g. EUR',
      })
  }
}
