import type { Need } from '../definition.ts'

/** An entry with its task, whose minutes follow from its entries, and all of these. */
export const entryOnTask = (id: string): Need[] => [
  { kind: 'time_entry', ids: [id], write: true },
  { kind: 'time_entry', like: { field: 'taskId', ids: [id] }, late: true },
  { kind: 'task', of: { kind: 'time_entry', field: 'taskId', ids: [id] }, write: true },
  { kind: 'project', of: { kind: 'time_entry', field: 'projectId', ids: [id] } },
]
