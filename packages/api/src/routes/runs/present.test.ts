import type { AnyEvent } from '@orchestrator/domain'
import type { Run, RunDetail } from '@orchestrator/store'
import { expect, it } from 'vitest'
import { presentRunDetail } from './present.ts'

const config = { temporalUi: 'http://ui', temporalNamespace: 'default' }
const run = {
  id: 'r',
  kind: 'playbook',
  name: 'follow-up',
  workflowId: 'w/a@1/e#1',
  subjectType: 'task',
  subjectId: 't',
} as unknown as Run
const event = (type: string, id: string, data: object, seq = 1) =>
  ({ id: `e${seq}`, seq, type, subject: { type: type.split('.')[0], id }, ...data }) as unknown as AnyEvent

function stepOf(type: string, id: string, events: AnyEvent[]) {
  const command = { id: 'c', type, result: { kind: 'task', id, version: 1 }, events }
  const step = { step: 0, kind: 'command', name: type, commands: [command] } as unknown as RunDetail['steps'][number]
  return presentRunDetail({ run, event: null, definition: null, steps: [step] }, config).steps[0]
}

it('links to the Temporal UI', () => {
  const shown = presentRunDetail({ run, event: null, definition: null, steps: [] }, config)
  expect(shown).toMatchObject({
    playbook: 'follow-up',
    rule: null,
    temporalUrl: 'http://ui/namespaces/default/workflows/w%2Fa%401%2Fe%231',
  })
})

it('a new task has no before; the tag that was made with it comes second', () => {
  const step = stepOf('task.create', 't', [
    event('tag.created', 'x', { tag: { id: 'x', name: 'new' } }),
    event('task.created', 't', { task: { id: 't', identifier: 'A-1', title: 'Title' } }, 2),
  ])
  expect(step).toMatchObject({ summary: 'task.create A-1 Title', before: null, after: { title: 'Title' } })
  expect(step?.changes.map((change) => change.subject.type)).toEqual(['task', 'tag'])
})

it('the events of one change are told as one, with the changed fields alone', () => {
  const task = { id: 't', identifier: 'A-1', title: 'B' }
  const step = stepOf('task.update', 't', [
    event('task.updated', 't', { task, changes: { title: { before: 'A', after: 'B' } } }),
    event('task.status_changed', 't', { task, changes: { status: { before: 'started', after: 'completed' } } }, 2),
  ])
  expect(step).toMatchObject({ before: { title: 'A', status: 'started' }, after: { title: 'B', status: 'completed' } })
  expect(step?.changes).toHaveLength(1)
})

it('what was deleted has no after', () => {
  expect(stepOf('task.delete', 't', [event('task.deleted', 't', { task: { id: 't', title: 'A' } })])).toMatchObject({
    before: { title: 'A' },
    after: null,
  })
})
