import { isWanted } from '../commands/integration/item-filter.ts'
import type { FieldMap, Mapping } from '../entities/mapping.ts'
import type { Side } from './merge-sides.ts'
import type { Names } from './names.ts'
import { type Shapes, toFields, toSide } from './translate.ts'

/** What would be done with a thing that is not on both sides yet. */
export interface PreviewedThing {
  readonly side: 'here' | 'there'
  readonly id: string
  readonly name: string
  readonly url: string | null
  readonly action: 'make' | 'linked' | 'left_out'
  /** Why it is left out. */
  readonly reason: 'direction' | 'filter' | 'deleted_here' | 'archived' | null
  /** What it would be on the other side. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Its fields there whose value would be nothing here. */
  readonly unknown: readonly string[]
}

interface Translation {
  readonly rules: readonly FieldMap[]
  readonly shapes: Shapes
  readonly names: Names
  readonly direction: Mapping['direction']
  readonly filterIn: Mapping['filterIn']
}

export function previewItem(
  item: { readonly id: string; readonly key: string | null; readonly url: string | null; readonly side: Side },
  known: 'linked' | 'deleted_here' | 'archived' | undefined,
  { rules, shapes, names, direction, filterIn }: Translation,
): PreviewedThing {
  const { fields, unknown } = toFields(item.side, rules, shapes, names, null)
  const left = known ?? (direction === 'out' ? 'direction' : isWanted(filterIn, fields) ? undefined : 'filter')
  return { side: 'there', id: item.id, name: item.key ?? item.id, url: item.url, ...whatOf(left), fields, unknown }
}

function whatOf(left: PreviewedThing['reason'] | 'linked' | undefined): Pick<PreviewedThing, 'action' | 'reason'> {
  if (left === 'linked') return { action: left, reason: null }
  return left ? { action: 'left_out', reason: left } : { action: 'make', reason: null }
}

export function previewTask(
  task: Readonly<Record<string, unknown>> & { readonly id: string; readonly identifier: string },
  met: boolean,
  { rules, shapes, names, direction }: Translation,
): PreviewedThing {
  const fields = toSide(task, rules, shapes, names)
  const reason = direction === 'in' ? 'direction' : met ? null : 'filter'
  return { side: 'here', id: task.id, name: task.identifier, url: null, ...whatOf(reason), fields, unknown: [] }
}
