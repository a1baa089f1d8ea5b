import { type FieldMap, TagName } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What items there have that is nothing here: a label that no tag can be, an option that we do not have, somebody whom nobody is. */
export interface NotTakenOver {
  readonly mappingId: string
  /** The field there. */
  readonly field: string
  readonly value: string
  /** On how many items it is. */
  readonly items: number
}

const most = 50
type Label = NotTakenOver & { readonly values: FieldMap['values'] | null }

/** What stays there of the items that are linked; what has another word here is taken over. */
export async function notTakenOver(tx: Tx, ws: string, connectionId: string): Promise<readonly NotTakenOver[]> {
  const [labels, others] = await Promise.all([
    tx<Label[]>`
      select m.id as mapping_id, f->>'theirs' as field, l.value, count(*)::int as items, (array_agg(f->'values'))[1] as values
      from mappings m cross join lateral jsonb_array_elements(m.fields) f
      join external_items x on x.workspace_id = m.workspace_id and x.mapping_id = m.id and x.state = 'linked'
        and jsonb_typeof(x.base_theirs->(f->>'theirs')) = 'array'
      cross join lateral jsonb_array_elements_text(x.base_theirs->(f->>'theirs')) as l (value)
      where m.workspace_id = ${ws} and m.connection_id = ${connectionId} and f->>'ours' = 'tags' and f->>'direction' <> 'out'
      group by m.id, f->>'theirs', l.value order by items desc, l.value`.execute(),
    tx<NotTakenOver[]>`
      select x.mapping_id, f.key as field, l.value, count(*)::int as items
      from external_items x
      join mappings m on m.workspace_id = x.workspace_id and m.id = x.mapping_id
      cross join lateral jsonb_each(x.left_there) f
      cross join lateral jsonb_array_elements_text(
        case when jsonb_typeof(f.value) = 'array' then f.value else jsonb_build_array(f.value) end) as l (value)
      where x.workspace_id = ${ws} and x.connection_id = ${connectionId} and x.state = 'linked' and x.left_there <> '{}'
        and m.fields @> jsonb_build_array(jsonb_build_object('theirs', f.key))
      group by x.mapping_id, f.key, l.value order by items desc, f.key, l.value limit ${most}`.execute(),
  ])
  const noTags = labels
    .filter(
      ({ value, values }) => !TagName.safeParse(values?.find(({ theirs }) => theirs === value)?.ours ?? value).success,
    )
    .map(({ values: _values, ...one }) => one)
  return [...noTags, ...others].sort((a, b) => b.items - a.items).slice(0, most)
}
