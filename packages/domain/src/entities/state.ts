import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** The fixed categories on which all analytics key; a workspace's own states each map to one. */
export const StatusCategory = z.enum(['triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled'])
export type StatusCategory = z.infer<typeof StatusCategory>

export const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as #2f6fed')

/** A workspace's named state of a task. */
export const State = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    category: StatusCategory,
    color: Color,
    position: z.int(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'State' })
export type State = z.infer<typeof State>

/** The states that a new workspace starts with. */
export const defaultStates: readonly { name: string; category: StatusCategory; color: string }[] = [
  { name: 'Triage', category: 'triage', color: '#f59f00' },
  { name: 'Backlog', category: 'backlog', color: '#868e96' },
  { name: 'Todo', category: 'unstarted', color: '#495057' },
  { name: 'In progress', category: 'started', color: '#2f6fed' },
  { name: 'Done', category: 'completed', color: '#2b8a3e' },
  { name: 'Canceled', category: 'canceled', color: '#c92a2a' },
]
