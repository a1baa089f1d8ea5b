import { AppError, type Task } from '@orchestrator/domain'
import { getEntity, listEntities, taskConditions, taskSort } from '@orchestrator/store'
import * as z from 'zod'
import type { Reading } from './definition.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const identifier = /^[A-Z][A-Z0-9]{1,9}-\d{1,9}$/i

/** How models name a task: by its id, or as people do. */
export const TaskName = z
  .string()
  .refine((text) => uuid.test(text) || identifier.test(text), 'a task’s id (UUID) or identifier, e.g. ABC-12')
  .describe('the task’s id (UUID) or identifier, e.g. `ABC-12`')

/** @throws AppError `not_found` */
export async function findTask({ tx, workspaceId }: Reading, name: string): Promise<Task> {
  const found = uuid.test(name)
    ? await getEntity(tx, workspaceId, 'task', name)
    : (await listEntities(tx, workspaceId, { kind: 'task', where: taskConditions({ q: name }), ...one })).items[0]
  if (!found) throw new AppError('not_found', `there is no task ${name}`)
  return found as unknown as Task
}

const one = { sort: taskSort('rank', false), limit: 1 }
