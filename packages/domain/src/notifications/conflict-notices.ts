import type { SyncConflict } from '../entities/sync-conflict.ts'
import type { DomainEvent } from '../events/catalogue.ts'
import { beginningOf } from '../storable-text.ts'
import type { Notice, People, Tell } from './notices.ts'

type Opened = Extract<DomainEvent, { type: 'sync_conflict.opened' }>

const mostShown = 500

/** Whose task it is decides; of a task that is nobody's, and of what is no task, whoever leads the project, else whose connection it is. */
export function conflictNotices({ syncConflict, actor }: Opened, people: People, tell: Tell): readonly Notice[] {
  const { id, entityKind, entityId, projectId, field, ours, theirs, externalUrl } = syncConflict
  const task = entityKind === 'task' ? people.tasks.get(entityId) : undefined
  const to = task?.assigneeId ?? people.leads.get(projectId) ?? actor.memberId
  const of = task ? `${task.identifier} ${task.title}` : entityKind === 'comment' ? 'a comment' : 'logged time'
  const body = [`Here: ${inWords(ours)}`, `There: ${inWords(theirs)}`, 'Both stay as they are until somebody decides.']
  return [
    tell(
      'sync_conflict',
      `Both sides changed ${field} of ${of}`,
      body.join('\n\n'),
      { type: 'sync_conflict', id },
      externalUrl,
    )(to),
  ]
}

const inWords = (value: SyncConflict['ours']): string =>
  value === null || value === ''
    ? 'nothing'
    : beginningOf(typeof value === 'string' ? value : JSON.stringify(value), mostShown)
