import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = [{ type: 'timestamptz' }, { type: 'uuid' }] as const
const values = ['2026-11-22T20:51:00.123Z', '01a20526-bb65-70ba-9bc0-1f2c5de0bd74']

it('gives back the place that it was made of', () => {
  expect(decodeCursor('task createdAt', columns, encodeCursor('task createdAt', values))).toEqual(values)
})

it.each([
  ['another order', encodeCursor('task updatedAt', values)],
  ['too few values', encodeCursor('task createdAt', values.slice(1))],
  ['a value of another type', encodeCursor('task createdAt', ["2026'; drop table tasks", values[1] ?? ''])],
  ['no JSON', 'abc'],
  ['nothing', ''],
])('refuses %s', (_, cursor) => {
  expect(() => decodeCursor('task createdAt', columns, cursor)).toThrow(
    expect.objectContaining({ code: 'invalid_input', fields: [expect.objectContaining({ path: 'cursor' })] }),
  )
})
