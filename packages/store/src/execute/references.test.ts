import { AppError, type CommandInput, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { putBundle } from '../automation/bundles.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

type Actions = Record<string, unknown>[]
const ruleOf = (actions: Actions, data: object = {}) =>
  ({ name: 'r', when: 'task.created', ...data, ['then' as string]: actions }) as unknown as CommandInput<'rule.create'>
const save = (w: TestWorkspace, actions: Actions, data: object = {}) => w.run('rule.create', ruleOf(actions, data))

/** The fields that a refusal names, with their codes. */
async function wrong(work: Promise<unknown>): Promise<Record<string, string>> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error === undefined) return {}
  if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error
  expect(error.fields.every(({ expected }) => expected.length > 3)).toBe(true)
  return Object.fromEntries(error.fields.map(({ path, code }) => [path, code]))
}

test('what names nothing is refused when a rule is saved, each place by its name', async () => {
  const w = await stage.workspace()
  const nobody = newId()
  const other = await (await stage.workspace()).project()
  const actions: Actions = [
    { action: 'task.create', title: 'x', projectId: 'nope', parentId: nobody, assigneeId: nobody },
    { action: 'task.create', title: 'x', projectId: other, customFields: { severity: 1 } },
    { action: 'task.update', taskId: nobody, addTags: ['new'] },
    { action: 'task.assign', assigneeId: 'Ada' },
    { action: 'comment.create', taskId: nobody, body: 'x' },
    { action: 'project.create', key: 'NEW', title: 'x', leadId: nobody },
    { action: 'template.apply', template: 'Lunch', roles: { cook: nobody } },
    { action: 'notify', title: 'x', to: { memberId: nobody } },
    { action: 'notify', title: 'x', to: { project: nobody } },
    { action: 'playbook.run', playbook: 'nobody' },
    { action: 'webhook.call', endpointId: nobody, json: {} },
    {
      action: 'if',
      if: 'event.task.title == "x"',
      ['then' as string]: [{ action: 'comment.create', taskId: 'nope', body: 'x' }],
      else: [{ action: 'forEach', in: { tasks: { stateId: nobody } }, ['then' as string]: [{ action: 'stop' }] }],
    },
    { action: 'approval.ask', title: 'x', from: { memberIds: [nobody, w.owner.actor.memberId] }, timeout: '1 day' },
  ]
  const places = [
    ...['0.projectId', '0.parentId', '0.assigneeId', '1.projectId', '1.customFields.severity', '2.taskId'],
    ...['3.assigneeId', '4.taskId', '5.leadId', '6.template', '6.roles.cook', '7.to.memberId', '8.to.project'],
    ...['9.playbook', '10.endpointId', '11.then.0.taskId', '11.else.0.in.tasks.stateId', '12.from.memberIds.0'],
  ]
  expect(await wrong(save(w, actions))).toEqual(Object.fromEntries(places.map((at) => [`then.${at}`, 'not_found'])))
  const stop = [{ action: 'stop' }]
  expect(await wrong(save(w, stop, { when: { run: 'nobody', on: 'failed' } }))).toEqual({ 'when.run': 'not_found' })
  expect(await wrong(save(w, stop, { when: { run: nobody, on: 'failed' } }))).toEqual({ 'when.run': 'not_found' })
})

test('what can never be what its field wants is refused too', async () => {
  const w = await stage.workspace()
  const actions = [
    { action: 'task.create', title: 'x'.repeat(501), dueDate: 'soon', tags: ['x'.repeat(500)] },
    { action: 'project.create', key: 'lower', title: 'x'.repeat(201) },
    { action: 'task.create', title: `${'x'.repeat(600)}{{event.task.title}}`, dueDate: '{{event.task.dueDate}}' },
  ]
  expect(Object.keys(await wrong(save(w, actions))).sort()).toEqual(
    ['then.0.dueDate', 'then.0.tags.0', 'then.0.title', 'then.1.key', 'then.1.title'].sort(),
  )
})

test('what is there is taken, also by expression, archived, in capitals, or made in the same transaction', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  const taskId = await w.task(projectId)
  await w.run('template.create', { name: 'Lunch', kind: 'task', content: { tasks: [{ key: 'a', title: 'a' }] } })
  await w.run('project.archive', { id: projectId })
  const actions: Actions = [
    { action: 'task.create', title: 'x', projectId: projectId.toUpperCase(), assigneeId: w.owner.actor.memberId },
    { action: 'comment.create', taskId, body: 'x' },
    { action: 'task.create', title: 'x', projectId: '{{event.projectId}}', tags: ['brand new'] },
    { action: 'template.apply', template: 'Lunch' },
  ]
  expect(await wrong(save(w, actions))).toEqual({})
})

test('of one batch, rules, templates and what they name may come in any order', async () => {
  const w = await stage.workspace()
  const [first, second, project] = [newId(), newId(), newId()]
  const end = (run: string) => ({ when: { run, on: 'failed' } })
  const comeLater = [
    {
      type: 'rule.create',
      data: ruleOf([{ action: 'template.apply', template: 'Later' }], { id: first, ...end(second) }),
    },
    {
      type: 'rule.create',
      data: ruleOf([{ action: 'task.create', title: 'x', projectId: project }], { id: second, ...end(first) }),
    },
    { type: 'template.create', data: { name: 'Later', kind: 'task', content: { tasks: [{ key: 'a', title: 'a' }] } } },
    { type: 'project.create', data: { id: project, key: 'LATE', name: 'Late' } },
  ]
  const run = (commands: object[]) =>
    w.store.execute(w.owner, commands.map((one) => ({ id: newId(), ...one })) as never)
  expect(await wrong(run(comeLater.slice(0, 3)))).toEqual({ 'commands.1.data.then.0.projectId': 'not_found' })
  expect(await w.events()).not.toContainEqual(expect.objectContaining({ type: 'rule.created' }))
  await run(comeLater)
  expect((await w.events()).filter(({ type }) => type === 'rule.created')).toHaveLength(2)
})

test('a rule whose project went away later may be renamed and sent back as it is, but not be given what is gone', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  const actions: Actions = [{ action: 'task.create', title: 'x', projectId }]
  const { id } = (await save(w, actions)).result
  await w.run('project.delete', { id: projectId })
  await w.run('rule.update', { id, name: 'renamed', enabled: false })
  const { then } = ruleOf(actions)
  await w.run('rule.update', { id, then })
  const changed = ruleOf([{ ...actions[0], title: 'y' }]).then
  expect(await wrong(w.run('rule.update', { id, then: changed }))).toEqual({ 'then.0.projectId': 'not_found' })
})

test('rules of a workflow name what is there, when it is saved and when it is applied', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  const workflow = (where: string): CommandInput<'template.create'> => ({
    name: `Flow ${newId()}`,
    kind: 'workflow',
    variables: [{ name: 'project', type: 'text' }],
    content: { rules: [{ ...ruleOf([{ action: 'task.create', title: 'x', projectId: where }]) }] },
  })
  const place = 'content.rules.0.then.0.projectId'
  expect(await wrong(w.run('template.create', workflow('nope')))).toEqual({ [place]: 'not_found' })
  await w.run('template.create', workflow(projectId))
  const { id } = (await w.run('template.create', workflow('{{variables.project}}'))).result
  const apply = (project: string) => w.run('template.apply', { template: id, variables: { project } })
  expect(await wrong(apply(newId()))).toEqual({ [place]: 'not_found' })
  expect(await wrong(apply(projectId))).toEqual({})
})

test('playbooks that start at the end of another one name one that is there, or comes with them', async () => {
  const w = await stage.workspace()
  const manifest = (id: string, run: string) => ({
    ...{ id, folder: id, title: null, scopes: null, steps: null },
    triggers: [{ kind: 'run' as const, run, on: 'failed' as const, if: null }],
  })
  const bundleHash = 'f'.repeat(64)
  await putBundle(w.store, w.id, { hash: bundleHash, manifest: {}, isolate: new Uint8Array([1]), steps: null })
  const deploy = (...playbooks: ReturnType<typeof manifest>[]) => w.run('playbook.deploy', { bundleHash, playbooks })
  expect(await wrong(deploy(manifest('a', 'nobody')))).toEqual({ 'playbooks.0.triggers.0.run': 'not_found' })
  expect(await wrong(deploy(manifest('a', 'b'), manifest('b', 'a')))).toEqual({})
  expect(await wrong(deploy(manifest('c', 'a')))).toEqual({})
})

test('text that cannot be stored is named by its place, also in a batch and in a key', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  const half = 'a\ud800b'
  const create = (data: object) => ({ id: newId(), type: 'task.create', data: { projectId, title: 'x', ...data } })
  const run = (...commands: object[]) => w.store.execute(w.owner, commands as never)
  expect(await wrong(run(create({ description: half })))).toEqual({ description: 'unstorable_text' })
  expect(await wrong(run(create({}), create({ tags: ['fine', 'a\0'] })))).toEqual({
    'commands.1.data.tags.1': 'unstorable_text',
  })
  expect(await wrong(w.run('event.send', { type: 'a.b', payload: { [half]: 1, b: [half] } }))).toEqual({
    'payload.a\ufffdb': 'unstorable_text',
    'payload.b.0': 'unstorable_text',
  })
})

test('an end of a schedule that is over is refused when it is new, and stays when it was there', async () => {
  const w = await stage.workspace()
  const over = '2026-01-01T00:00:00.000Z'
  const soon = () => new Date(Date.now() + 3_000).toISOString()
  const stop = [{ action: 'stop' }]
  const at = (endAt: string) => ({ when: { schedule: { every: '1 hour', endAt } } })
  const refused = { 'when.schedule.endAt': 'invalid_schedule' }
  expect(await wrong(save(w, stop, at(over)))).toEqual(refused)
  const endAt = soon()
  const { id } = (await save(w, stop, at(endAt))).result
  await expect.poll(() => Date.now() > Date.parse(endAt), { timeout: 60_000 }).toBe(true)
  await w.run('rule.update', { id, name: 'renamed' })
  await w.run('rule.update', { id, when: { schedule: { every: '2 hours', endAt } } })
  expect(await wrong(w.run('rule.update', { id, when: at(over).when as never }))).toEqual(refused)
})
