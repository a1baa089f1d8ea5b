import type { Need } from '../definition.ts'

export const milestoneInProject = (id: string): Need[] => [
  { kind: 'milestone', ids: [id], write: true },
  { kind: 'project', of: { kind: 'milestone', field: 'projectId', ids: [id] } },
]
