import * as z from 'zod'

/** Parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'items on a page, 1 to 200' }),
  cursor: z.string().max(2_000).optional().meta({ description: 'the `nextCursor` of the page before' }),
}

export const pageOf = (schema: z.ZodType) =>
  z.object({
    items: z.array(schema),
    nextCursor: z.string().nullable().meta({ description: 'null: there is no next page' }),
  })
