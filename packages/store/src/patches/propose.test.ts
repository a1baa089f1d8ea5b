import { newId } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { accept, openPatchStage, operation, patchOf, propose, update } from '../../../../test/support/patches.ts'
import { errorOf, refusal } from '../../../../test/support/workspace.ts'

const { w, project } = await openPatchStage()

test('names each place that is wrong, and nothing of it stays', async () => {
  const task = await w.task(project)
  const head = (await w.events()).length
  const wrong = (operations: readonly object[], more: object = {}) => errorOf(propose(w, operations, more))
  expect(await wrong([update('a', task, { title: '' })])).toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'operations.0.data.title' }],
  })
  expect(await wrong([update('a', task, { baseVersion: 3 })])).toMatchObject({
    fields: [{ path: 'operations.0.data.baseVersion', code: 'unknown_field' }],
  })
  expect(await wrong([operation('a', 'task.delete' as never, { id: task })])).toMatchObject({
    fields: [{ path: 'operations.0.command' }],
  })
  expect(await wrong([update('a', task, {}), update('a', task, {})])).toMatchObject({
    fields: [{ path: 'operations.1.key', code: 'duplicate_key' }],
  })
  expect(await wrong([update('a', task, {}, { dependsOn: ['b'] })])).toMatchObject({
    fields: [{ path: 'operations.0.dependsOn.0', code: 'not_found' }],
  })
  const circle = [update('a', task, {}, { dependsOn: ['b'] }), update('b', task, {}, { dependsOn: ['a'] })]
  expect(await wrong(circle)).toMatchObject({ code: 'cycle', fields: [{ path: 'operations.0.dependsOn' }] })
  expect(await wrong([update('a', newId(), {})])).toMatchObject({ fields: [{ path: 'operations.0.data.id' }] })
  expect(await wrong([update('a', task, { parentId: newId() })])).toMatchObject({
    code: 'not_found',
    fields: [{ path: 'operations.0.data.parentId' }],
  })
  expect(await wrong([operation('a', 'task.create', { id: task, projectId: project, title: 'x' })])).toMatchObject({
    fields: [{ path: 'operations.0.data.id', code: 'already_exists' }],
  })
  const evidence = [{ kind: 'event', id: newId(), text: 'x' }]
  expect(await wrong([update('a', task, {})], { evidence })).toMatchObject({ fields: [{ path: 'evidence.0.id' }] })
  expect(await wrong([])).toMatchObject({ fields: [{ path: 'operations' }] })
  const many = Array.from({ length: 101 }, (_, n) => update(`a${n}`, task, {}))
  expect(await wrong(many)).toMatchObject({ fields: [{ path: 'operations', code: 'too_big' }] })
  const long = Array.from({ length: 3 }, (_, n) => update(`a${n}`, task, { description: 'x'.repeat(70_000) }))
  expect(await wrong(long)).toMatchObject({ code: 'invalid_input', fields: [{ path: 'operations' }] })
  expect((await w.events()).length).toBe(head)
})

test('knows what it would change, in words, and from what it is told', async () => {
  const task = await w.task(project, { tags: ['old'] })
  const [event] = await w.events()
  const id = await propose(
    w,
    [
      update('a', task, {
        priority: 'high',
        dueDate: '2026-12-01',
        assigneeId: w.owner.actor.memberId,
        status: 'started',
      }),
      update(
        'b',
        task,
        { addTags: ['new'], removeTags: ['old'], parentId: null, description: 'Long' },
        { confidence: 0.5 },
      ),
    ],
    {
      author: { agent: 'planner', model: 'm-1', costUsd: '0.0125' },
      evidence: [
        { kind: 'event', id: String(event?.id), text: 'made here' },
        { kind: 'metric', name: 'cycle time', text: '9 days' },
      ],
    },
  )
  const patch = await patchOf(w, id)
  expect(patch).toMatchObject({
    projectId: project,
    status: 'proposed',
    author: { agent: 'planner', promptVersion: null },
  })
  expect(patch.operations).toMatchObject([
    {
      summary: 'Set status started, priority high, assignee “Ada”, due date 2026-12-01',
      before: { priority: 'none', dueDate: null, assigneeId: null, status: 'unstarted', stateId: expect.any(String) },
      target: { kind: 'task', id: task },
    },
    {
      summary: 'Set another description, no parent, tag new, no tag old',
      before: { 'tags.new': false, 'tags.old': true, parentId: null, description: '' },
      confidence: 0.5,
    },
  ])
})

test('takes the place of one’s own, and of others’ only for reviewers', async () => {
  const task = await w.task(project)
  const [author, other] = [await w.member('CONTRIBUTOR'), await w.member('VIEWER')]
  const old = await propose(w, [update('a', task, { title: 'x' })], { as: author })
  const scoped = { ...(await w.member('CONTRIBUTOR')), scopes: ['workspace.read', 'patch.propose'] as const }
  const next = [update('a', task, { title: 'y' })]
  expect(await refusal(propose(w, next, { as: scoped, supersedesId: old }))).toBe('forbidden')
  expect(await refusal(propose(w, next, { as: other }))).toBe('forbidden')
  // An agent ends its own alone, whatever whoever asked it may do.
  const agent = { ...w.owner, actor: { ...w.owner.actor, type: 'agent_run' as const } }
  const named = { agent: 'planner', agentVersion: null, model: null, promptVersion: null, costUsd: null }
  const mine = await propose(w, next, { as: agent, author: named } as never)
  expect(await refusal(propose(w, next, { as: agent, author: named, supersedesId: old } as never))).toBe('forbidden')
  await propose(w, next, { as: agent, author: named, supersedesId: mine } as never)
  expect(await patchOf(w, mine)).toMatchObject({ status: 'superseded' })
  const id = await propose(w, next, { as: { ...author, scopes: scoped.scopes }, supersedesId: old })
  expect(await patchOf(w, old)).toMatchObject({
    status: 'superseded',
    supersededById: id,
    endedAt: expect.anything(),
  })
  expect(await refusal(accept(w, old, { keys: ['a'] }))).toBe('invalid_state')
})
