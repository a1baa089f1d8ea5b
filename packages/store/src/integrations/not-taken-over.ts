import { type FieldMap, TagName } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** A label of items there that no tag here can be: with a comma, or too long. */
export interface NotTakenOver {
  readonly mappingId: string
  /** The field there. */
  readonly field: string
  readonly value: string
  /** On how many items it is. */
  readonly items: number
}

const most = 50
type Row = NotTakenOver & { readonly values: FieldMap['values'] | null }

/** What stays there of the labels of items that are linked; those that have another word here are taken over. */
export async function notTakenOver(tx: Tx, ws: string, connectionId: string): Promise<readonly NotTakenOver[]> {
  const rows = await tx<Row[]>`
    select m.id as mapping_id, f->>'theirs' as field, l.value, count(*)::int as items, (array_agg(f->'values'))[1] as values
    from mappings m cross join lateral jsonb_array_elements(m.fields) f
    join external_items x on x.workspace_id = m.workspace_id and x.mapping_id = m.id and x.state = 'linked'
      and jsonb_typeof(x.base_theirs->(f->>'theirs')) = 'array'
    cross join lateral jsonb_array_elements_text(x.base_theirs->(f->>'theirs')) as l (value)
    where m.workspace_id = ${ws} and m.connection_id = ${connectionId} and f->>'ours' = 'tags' and f->>'direction' <> 'out'
    group by m.id, f->>'theirs', l.value order by items desc, l.value`
  return rows
    .filter(
      ({ value, values }) => !TagName.safeParse(values?.find(({ theirs }) => theirs === value)?.ours ?? value).success,
    )
    .slice(0, most)
    .map(({ values: _values, ...one }) => one)
}
