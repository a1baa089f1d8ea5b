import type { ItemType } from '@orchestrator/integrations'
import type { SyncMapping } from '@orchestrator/store'

/** Whether things of a kind are kept in step at all. */
export const goesAlong = (
  { comments, timeEntries }: Pick<SyncMapping, 'comments' | 'timeEntries'>,
  kind: ItemType['entity'],
): boolean => kind === 'task' || (kind === 'comment' ? comments : timeEntries)
