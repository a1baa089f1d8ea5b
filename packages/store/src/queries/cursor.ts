import { AppError } from '@orchestrator/domain'
import * as z from 'zod'
import type { CursorValue, Sort } from './keyset.ts'

const types = {
  uuid: z.uuid(),
  text: z.string().max(1_000),
  int: z.int(),
  date: z.union([z.iso.date(), z.literal('infinity')]),
  timestamptz: z.string().regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d)$/),
} as const

/** A place in a list as opaque text. It names its order, so that it is never read as a place in another. */
export function encodeCursor(order: string, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url')
}

/** @throws AppError `invalid_input` for a cursor that we did not make, or made for another order */
export function decodeCursor(
  order: string,
  columns: readonly { readonly type: Sort['columns'][number]['type'] }[],
  cursor: string,
): CursorValue[] {
  const schema = z.tuple([z.literal(order), ...columns.map((column) => types[column.type])] as [
    z.ZodType,
    ...z.ZodType[],
  ])
  const parsed = schema.safeParse(readJson(cursor))
  if (parsed.success) return parsed.data.slice(1) as CursorValue[]
  throw new AppError('invalid_input', 'the cursor is not one of this list in this order', {
    fields: [{ path: 'cursor', expected: 'the nextCursor of an answer with the same sort', code: 'invalid_cursor' }],
  })
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
