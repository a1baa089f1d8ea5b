import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../test/support/workspace.ts'
import { parseArray, printArray } from './array-types.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const item = fc
  .option(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('NULL', 'null', '', '"', '\\', '{', '}', ',', ' ', 'a\nb', '\\"'),
    ),
  )
  .filter((text) => !text?.includes('\u0000'))

test('what is printed is read back', async () => {
  await fc.assert(
    fc.property(fc.array(item), (list) => {
      expect(parseArray(printArray(list))).toEqual(list)
    }),
  )
})

test('Postgres reads and prints it as we do', async () => {
  const { sql } = stage.store
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (list) => {
      const [row] = await sql<{ back: (string | null)[]; json: (string | null)[]; n: number }[]>`
        select ${list as string[]}::text[] as back, to_jsonb(${list as string[]}::text[]) as json, cardinality(${list as string[]}::text[]) as n`
      expect(row).toEqual({ back: list, json: list, n: list.length })
    }),
    { numRuns: 60 },
  )
})

test('lists of ids and numbers, and a list of each kind that a table has', async () => {
  const { sql } = stage.store
  const ids = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']
  const [row] =
    await sql`select ${ids}::uuid[] as ids, ${[1, -2]}::int[] as ints, ${[1, 9_000_000_000]}::bigint[] as bigints, ${null}::text[] as none`
  expect(row).toEqual({ ids, ints: [1, -2], bigints: [1, 9_000_000_000], none: null })
  const types = await sql<{ type: string }[]>`
    select distinct format_type(a.atttypid, null) as type from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and t.typcategory = 'A'`
  expect(
    types.map(({ type }) => type).filter((type) => !['text[]', 'uuid[]', 'integer[]', 'bigint[]'].includes(type)),
  ).toEqual([])
})
