import * as z from 'zod'

/** What a form is made of; what JSON Schema cannot say is any value. */
export const jsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>
