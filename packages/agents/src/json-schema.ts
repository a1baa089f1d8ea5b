import * as z from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What a tool takes, as models are told it. A pattern beside a format says the same again, at some length. */
export function jsonSchemaOf(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
  return rest
}
