import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BothForms, openBothForms, type RuleData } from './both-forms.ts'

// A rule and the playbook that it becomes, on the same events: the same commands, requests and waits.

let forms: BothForms
beforeAll(async () => {
  forms = await openBothForms(rulesFor)
})
afterAll(async () => {
  await forms?.close()
})

const rulesFor = (service: string): RuleData[] => [
  {
    name: 'Follow up on reviews',
    when: 'task.status_changed',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then: [
      {
        action: 'task.create',
        title: 'Follow up: {{event.task.title}}',
        description:
          '`{{event.task.identifier}}` cost ${{event.task.number}}, {{size(event.task.tags)}} tags: {{event.task.tags}}',
        assigneeId: '{{event.task.assigneeId}}',
        dueDate: '{{event.task.dueDate}}',
        priority: 'high',
        tags: ['follow-up', 'of-{{event.task.number}}'],
      },
      {
        action: 'if',
        if: 'event.task.estimatedMinutes > 60 && event.task.title.contains("`")',
        then: [{ action: 'comment.create', body: 'long: {{event.task.estimatedMinutes + 1}}' }],
        else: [{ action: 'comment.create', body: 'short: {{event.task.estimatedMinutes}}' }, { action: 'stop' }],
      },
      { action: 'task.update', addTags: ['seen'], estimatedMinutes: null },
    ],
  },
  {
    name: 'Do it all',
    when: 'task.created',
    if: 'event.task.title == "all"',
    then: [
      { action: 'task.create', name: 'new', title: 'made', parentId: '{{event.task.id}}' },
      {
        action: 'http.request',
        name: 'answer',
        method: 'POST',
        url: `${service}/of/{{steps.new.status}}`,
        json: { number: '{{event.task.number}}', tags: '{{event.task.tags}}', due: '{{event.task.dueDate}}' },
      },
      {
        action: 'comment.create',
        taskId: '{{steps.new.id}}',
        body: 'got {{steps.answer.json.id}} ({{steps.answer.status}})',
      },
      {
        action: 'waitFor',
        name: 'done',
        event: 'task.status_changed',
        if: 'event.task.id == steps.new.id && event.to == "completed" && event.occurredAt > trigger.occurredAt',
        timeout: '1 hour',
        then: [
          { action: 'task.assign', taskId: '{{steps.done.task.id}}', assigneeId: '{{steps.done.actor.memberId}}' },
        ],
        onTimeout: [{ action: 'stop' }],
      },
      {
        action: 'waitFor',
        event: 'order.paid',
        if: 'event.payload.id == steps.new.id',
        timeout: '0.2 seconds',
        onTimeout: [{ action: 'comment.create', body: 'nobody paid' }],
      },
      { action: 'delay', for: '0.1 seconds' },
      { action: 'delay', until: '{{event.task.dueDate}}' },
      {
        action: 'forEach',
        in: { tasks: { projectId: '{{event.projectId}}', tag: 'old', status: ['unstarted', 'backlog'] } },
        as: 'old',
        limit: 10,
        then: [
          {
            action: 'if',
            if: 'old.title != "skip" && steps.done.to == "completed"',
            then: [{ action: 'comment.create', taskId: '{{old.id}}', body: 'old: {{old.title}} {{old.dueDate}}' }],
          },
        ],
      },
      { action: 'event.send', type: 'work.done', payload: { of: '{{steps.new.id}}', answer: '{{steps.answer.json}}' } },
    ],
  },
  {
    name: 'Orders',
    when: 'order.placed',
    if: 'event.payload.total > 100.0',
    scopes: ['workspace.read', 'task.create'],
    then: [
      { action: 'task.create', projectId: '{{event.payload.project}}', title: 'Order over {{event.payload.total}}' },
    ],
  },
]

test('what comes out has the right types, and keeps the text of the condition', { timeout: 120_000 }, async () => {
  expect(await forms.compile()).toBe('')
  const { texts } = forms
  expect(texts.get('follow-up-on-reviews')).toContain(
    `when: on('task.status_changed', { if: cel\`event.to == "completed" && "review" in event.task.tags\` }),`,
  )
  expect(texts.get('follow-up-on-reviews')).toContain('title: `Follow up: ${event.task.title}`')
  await expect(texts.get('do-it-all')?.replaceAll(/http:\/\/127[^/]+/g, 'http://service')).toMatchFileSnapshot(
    './ejected-rule.txt',
  )
})

test('one that does all at once', { timeout: 180_000 }, async () => {
  for (const more of [
    { estimatedMinutes: 90, dueDate: '2027-03-01' },
    { estimatedMinutes: 30, assigned: true },
    { estimatedMinutes: 90, tags: ['review', 'long'] },
  ]) {
    const { assigned, ...fields } = { assigned: false, ...more }
    const { steps } = await forms.expectSame('Follow up on reviews', 'follow-up-on-reviews', async (side) => {
      const assigneeId = assigned ? side.owner : null
      const data = { projectId: side.projectId, title: 'Look `twice`', tags: ['review'], assigneeId, ...fields }
      const task = await side.execute('task.create', data)
      await side.execute('task.update', { id: task, status: 'completed' })
      return task
    })
    expect(steps.length).toBeGreaterThanOrEqual(2)
  }
})

test('one that waits, asks, loops and sends', { timeout: 180_000 }, async () => {
  const { run, steps } = await forms.expectSame('Do it all', 'do-it-all', async (side) => {
    const make = (title: string, more: object = {}) =>
      side.execute('task.create', { projectId: side.projectId, title, ...more })
    for (const title of ['a', 'b', 'skip']) await make(title, { tags: ['old'], dueDate: '2026-12-24' })
    const task = await make('all', { tags: ['x'], estimatedMinutes: 20 })
    const madeTask = async () => {
      const rows = await forms.stage.store.read(
        side.workspaceId,
        (tx) => tx<{ id: string }[]>`
        select id from tasks where workspace_id = ${side.workspaceId} and title = 'made'`,
      )
      return rows[0]?.id
    }
    await expect.poll(madeTask, { timeout: 60_000 }).toBeDefined()
    await side.execute('task.update', { id: await madeTask(), status: 'completed' })
    return task
  })
  expect(run.long).toBe(true)
  expect(steps.map(({ kind }) => kind)).toEqual(
    'command http command wait command wait command sleep query command command command'.split(' '),
  )
})

test('one that starts on an event of the workspace’s own', { timeout: 180_000 }, async () => {
  await forms.expectSame('Orders', 'orders', async (side) => {
    const id = newId()
    await side.execute('event.send', { type: 'order.placed', payload: { total: 120.5, project: side.projectId } }, id)
    return id
  })
})
