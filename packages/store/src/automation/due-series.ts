import type { Permission } from '@orchestrator/domain'
import type { Store } from '../store.ts'

export interface DueSeries {
  readonly workspaceId: string
  readonly id: string
  readonly ownerId: string
  readonly scopes: readonly Permission[] | null
}

/** Series of every workspace whose next tasks are due at an instant, those first that are due longest. */
export const dueSeries = (store: Store, at: Date, most: number): Promise<readonly DueSeries[]> =>
  store.sql<DueSeries[]>`select * from due_series(${at.toISOString()}, ${most})`.then((rows) => [...rows])
