import * as z from 'zod'

export const FieldSpec = z
  .object({
    key: z.string(),
    name: z.string(),
    type: z.enum([
      'text',
      'markdown',
      'number',
      'date',
      'boolean',
      'option',
      'options',
      'user',
      'users',
      'item',
      'links',
    ]),
    readOnly: z.boolean().optional(),
    options: z.array(z.object({ value: z.string(), name: z.string() })).optional(),
  })
  .meta({ id: 'FieldSpec' })
