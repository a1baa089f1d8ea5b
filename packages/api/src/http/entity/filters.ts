import type { Condition } from '@orchestrator/store'
import * as z from 'zod'

/** `column = value` for each value that was given. */
export function equals(
  ...pairs: readonly (readonly [column: string, value: string | boolean | undefined, type?: string])[]
): Condition[] {
  return pairs.flatMap(([column, value, type = 'uuid']) =>
    value === undefined ? [] : [{ sql: `t.${column} = ?::${type}`, values: [value] }],
  )
}

/** A list of words with commas in a query, e.g. `status=started,completed`. */
export function listOf<T extends string>(schema: z.ZodType<T, string>, example: string) {
  return z
    .string()
    .max(500)
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(schema))
    .optional()
    .meta({ description: `one or more, with commas, e.g. \`${example}\`` })
}
