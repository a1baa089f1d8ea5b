import type { Task } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

export type DoneTask = Pick<
  Task,
  | 'id'
  | 'identifier'
  | 'title'
  | 'projectId'
  | 'type'
  | 'estimatedMinutes'
  | 'actualMinutes'
  | 'estimatePoints'
  | 'startedAt'
  | 'completedAt'
>

/** Completed tasks with any of these words, or a word that begins so, in the title; those that were completed last. */
export function doneTasksLike(
  tx: Tx,
  workspaceId: string,
  { words, projectId, limit }: { words: readonly string[]; projectId: string | undefined; limit: number },
): Promise<DoneTask[]> {
  const wanted = words.map((word) => `${word}:*`).join(' | ')
  const inProject = projectId === undefined ? tx`` : tx`and t.project_id = ${projectId}`
  return tx<DoneTask[]>`
    select t.id, t.identifier, t.title, t.project_id, t.type, t.estimated_minutes, t.actual_minutes, t.estimate_points,
      t.started_at, t.completed_at
    from tasks t
    where t.workspace_id = ${workspaceId} and t.id = any(array(select tasks_with_words(${wanted}))) and t.status = 'completed' ${inProject}
    order by t.completed_at desc, t.id desc limit ${limit}`.execute()
}
