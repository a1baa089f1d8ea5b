import type { FactName, Need } from '@orchestrator/domain'
import type { Row, RowFilter } from '../source.ts'

/** What loading needs of a run's world. */
export interface Loader {
  /** Into the world's rows, as they are at the present moment of the run. */
  byId(kind: string, ids: readonly string[]): Promise<void>
  byFields(kind: string, by: RowFilter): Promise<void>
  row(kind: string, id: string): Row | undefined
  numbers(projectId: string): Promise<void>
  fact(name: FactName, id: string): Promise<void>
  /** Who set off the run. */
  cause(): Promise<void>
  readonly memberId: string
}

/** Brings all that a command needs into a run's world. */
export async function loadNeeds(needs: readonly Need[], loader: Loader): Promise<void> {
  for (const need of needs) await loadNeed(need, loader)
}

async function loadNeed(need: Need, loader: Loader): Promise<void> {
  if ('all' in need) return loader.byFields(need.all, {})
  if ('numberIn' in need) return loader.numbers(need.numberIn)
  if ('fact' in need) return loader.fact(need.fact, need.id)
  if ('cause' in need) return loader.cause()
  if ('by' in need)
    return loader.byFields(need.kind, need.mine === undefined ? need.by : { ...need.by, [need.mine]: loader.memberId })
  if ('of' in need) return loader.byId(need.kind, await valuesOf(need.of, loader))
  if ('like' in need) {
    const values = await valuesOf({ ...need.like, kind: need.kind }, loader)
    if (values.length > 0) await loader.byFields(need.kind, { [need.like.field]: values })
    return
  }
  await loader.byId(
    need.kind,
    need.ids.filter((id) => typeof id === 'string'),
  )
}

/** What these rows have in a field. */
async function valuesOf(
  { kind, field, ids }: { readonly kind: string; readonly field: string; readonly ids: readonly string[] },
  loader: Loader,
): Promise<string[]> {
  await loader.byId(kind, ids)
  const values = ids.map((id) => loader.row(kind, id)?.[field])
  return [...new Set(values.filter((value) => typeof value === 'string'))]
}
