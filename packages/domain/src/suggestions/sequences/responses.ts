import { escapeTemplate } from '../../conditions/index.ts'
import { plainTitle } from '../../text/titles.ts'
import type { TaskAct, TaskFacts } from '../history.ts'
import { gained } from './triggers.ts'

/** Something that a person does after something else happened, as an action of a rule. */
export interface Response {
  /** The same for the same thing. */
  readonly key: string
  /** Of two with the same place, a rule can do only one. */
  readonly place: string
  readonly action: Readonly<Record<string, unknown>>
  /** For people. */
  readonly words: string
  /** Of a task of which this holds, nothing is left to do; null: it is done each time anew. */
  readonly isSo: ((task: TaskFacts) => boolean) | null
}

/** To begin and to end is the work itself, whatever happened before. */
const isWork = (status: TaskFacts['status']) => status === 'started' || status === 'completed'

/** What a person's change of a task answers to what happened to that task, or to a part of it. */
export function changesAsResponses({ changes, task }: TaskAct, about: TaskFacts): readonly Response[] {
  if (changes === null) return []
  const { tags, priority, type, status, assigneeId } = changes
  if (about.parentId === task.id) {
    if (!status) return []
    const action = { action: 'task.update', taskId: '{{event.task.parentId}}', status: task.status }
    const words = `set its parent ${task.status}`
    return [{ key: `parent ${task.status}`, place: 'parent', action, words, isSo: null }]
  }
  const set = (field: 'priority' | 'type' | 'status', value: string): Response => ({
    ...{ key: `${field} ${value}`, place: field, action: { action: 'task.update', [field]: value } },
    words: field === 'status' ? `set it ${value}` : `set its ${field} to ${value}`,
    isSo: (other) => other[field] === value,
  })
  return [
    ...gained(tags?.before, tags?.after).map((tag) => ({
      ...{ key: `tag ${tag}`, place: `tag ${tag}`, action: { action: 'task.update', addTags: [escapeTemplate(tag)] } },
      words: `add the tag ${tag}`,
      isSo: (other: TaskFacts) => other.tags.includes(tag),
    })),
    ...(priority ? [set('priority', task.priority)] : []),
    ...(type ? [set('type', task.type)] : []),
    ...(status && !isWork(task.status) ? [set('status', task.status)] : []),
    ...(assigneeId && task.assigneeId !== null ? [assign(task.assigneeId)] : []),
  ]
}

const assign = (memberId: string): Response => ({
  ...{ key: `assign ${memberId}`, place: 'assignee', words: `give it to ${memberId}` },
  action: { action: 'task.assign', assigneeId: memberId },
  isSo: ({ assigneeId }) => assigneeId === memberId,
})

/** A title that names another as shorter than this might do so by chance. */
const shortestNamed = 4

/** What a task that a person makes answers to what happened to another: a part of it, or one beside it that names it. */
export function creationAsResponse({ changes, task }: TaskAct, about: TaskFacts): Response | null {
  if (changes !== null || task.id === about.id) return null
  const names = about.title.length >= shortestNamed && task.title.includes(about.title)
  const isPart = task.parentId === about.id
  if (!isPart && !(names && task.projectId === about.projectId)) return null
  const [before = '', ...behind] = names ? task.title.split(about.title) : [task.title]
  const after = behind.join(about.title)
  const title = names ? `${escapeTemplate(before)}{{event.task.title}}${escapeTemplate(after)}` : escapeTemplate(before)
  const plain = `${plainTitle(before)}|${names}|${plainTitle(after)}`
  return {
    key: `make ${isPart ? 'part' : 'task'} ${plain}`,
    place: `make ${isPart ? 'part' : 'task'} ${plain}`,
    action: { action: 'task.create', title, ...(isPart && { parentId: '{{event.task.id}}' }) },
    words: `make ${isPart ? 'a part of it' : 'a task'} “${names ? `${before}…${after}` : before}”`,
    isSo: null,
  }
}
