import { type AnyEvent, type CommandInput, newId, type Task, type TemplateApplication } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const launch: CommandInput<'template.create'> = {
  name: 'Launch',
  kind: 'project',
  variables: [
    { name: 'client', type: 'text' },
    { name: 'fair', type: 'date', required: false },
    { name: 'level', type: 'select', options: ['low', 'high'], default: 'low' },
  ],
  content: {
    project: { name: 'Launch for {{variables.client}}', targetDate: { from: 'deadline' }, lead: { role: 'lead' } },
    tasks: [
      {
        key: 'brief',
        title: 'Brief {{variables.client}}',
        tags: ['{{variables.level}}'],
        startDate: { from: 'start' },
        dueDate: { from: 'start', days: 3, working: true },
        assignee: { role: 'writer' },
        customFields: { severity: 2, until: { from: 'deadline', days: -1 } },
      },
      { key: 'draft', title: 'Draft', parent: 'brief', estimatedMinutes: 90 },
      { key: 'print', title: 'Print', dueDate: { from: 'deadline', weeks: -1 } },
      { key: 'fair', title: 'Fair', dueDate: { from: 'fair' } },
    ],
    relations: [{ type: 'precedes', from: 'draft', to: 'print', lagMinutes: 60 }],
  },
}

async function prepared() {
  const w = await stage.workspace()
  const writer = (await w.member('CONTRIBUTOR')).actor.memberId
  await w.run('workspace.update', { id: w.id, calendar: { weekdays: [1, 2, 3, 4, 5], holidays: ['2027-01-06'] } })
  await w.run('custom_field.create', { key: 'severity', name: 'Severity', type: 'number' })
  await w.run('custom_field.create', { key: 'until', name: 'Until', type: 'date' })
  await w.run('template.create', launch)
  const apply = async (data: Partial<CommandInput<'template.apply'>>, id = newId()) => {
    const input = {
      template: 'Launch',
      variables: { client: 'Acme' },
      start: '2027-01-04',
      deadline: '2027-02-26',
      ...data,
    }
    return (await w.run('template.apply', input, w.owner, id)).entity as unknown as TemplateApplication
  }
  return { w, writer, apply }
}

const tasksOf = async (w: TestWorkspace) =>
  new Map(
    (await w.events()).flatMap((event: AnyEvent) => {
      const { task } = event as unknown as { task?: Task }
      return event.type === 'task.created' && task ? [[task.title, task] as const] : []
    }),
  )

describe('applying a template', () => {
  test('makes a project with its tasks, dates, people and relations, in one transaction', async () => {
    const { w, writer, apply } = await prepared()
    const before = (await w.events()).length
    const made = await apply({ project: { key: 'ACME' }, roles: { writer, lead: w.owner.actor.memberId } })
    const events = (await w.events()).slice(before)
    expect(new Set(events.map((event) => event.commandId)).size).toBe(1)
    expect(events[0]).toMatchObject({
      type: 'project.created',
      project: { key: 'ACME', name: 'Launch for Acme', targetDate: '2027-02-26', leadId: w.owner.actor.memberId },
    })
    const tasks = await tasksOf(w)
    const brief = tasks.get('Brief Acme')
    expect(brief).toMatchObject({
      identifier: 'ACME-1',
      tags: ['low'],
      assigneeId: writer,
      startDate: '2027-01-04',
      dueDate: '2027-01-08',
      customFields: { severity: 2, until: '2027-02-25' },
    })
    expect(tasks.get('Draft')).toMatchObject({
      identifier: 'ACME-2',
      parentId: brief?.id,
      estimatedMinutes: 90,
      assigneeId: null,
    })
    expect(tasks.get('Print')).toMatchObject({ dueDate: '2027-02-19' })
    expect(tasks.get('Fair')).toMatchObject({ dueDate: null })
    expect([...tasks.values()].map((task) => task.rank)).toEqual([...tasks.values()].map((task) => task.rank).sort())
    expect(made).toMatchObject({
      templateName: 'Launch',
      templateVersion: 1,
      madeProject: true,
      tasks: ['brief', 'draft', 'print', 'fair'].map((key, index) => ({ key, id: [...tasks.values()][index]?.id })),
    })
    expect(events.find((event) => event.type === 'task_relation.created')).toMatchObject({
      taskRelation: { type: 'precedes', fromTaskId: tasks.get('Draft')?.id, lagMinutes: 60 },
    })
    // A second one counts on in the same project.
    await w.run('template.apply', {
      template: 'Launch',
      variables: { client: 'B' },
      deadline: '2027-03-01',
      projectId: made.projectId ?? '',
    })
    expect((await tasksOf(w)).get('Brief B')?.identifier).toBe('ACME-5')
  })

  test('the same command has no second effect, and answers what it made', async () => {
    const { w, apply } = await prepared()
    const [projectId, id] = [await w.project(), newId()]
    const first = await apply({ projectId }, id)
    const before = (await w.events()).length
    expect(await apply({ projectId }, id)).toEqual(first)
    expect(await w.events()).toHaveLength(before)
  })

  test('several at once in one project get numbers and ranks of their own', async () => {
    const { w, apply } = await prepared()
    const projectId = await w.project()
    await Promise.all([...Array.from({ length: 5 }, () => apply({ projectId })), w.task(projectId), w.task(projectId)])
    const rows = await w.store.read(
      w.id,
      (tx) =>
        tx<
          { number: number; rank: string }[]
        >`select number, rank from tasks where project_id = ${projectId} order by number`,
    )
    expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1))
    expect(new Set(rows.map((row) => row.rank)).size).toBe(22)
  })

  test('makes five hundred tasks', async () => {
    const { w } = await prepared()
    const tasks = Array.from({ length: 500 }, (_, n) => ({
      key: `t${n}`,
      title: `T{{variables.n + ${n}}}`,
      parent: n % 10 === 0 ? null : `t${n - 1}`,
    }))
    const relations = tasks
      .slice(10)
      .map(({ key }, n) => ({ type: 'blocks' as const, from: `t${n - (n % 10)}`, to: key }))
    await w.run('template.create', {
      name: 'Big',
      kind: 'project',
      variables: [{ name: 'n', type: 'number' }],
      content: { tasks, relations },
    })
    const input = { template: 'Big', variables: { n: 1 }, project: { key: 'BIG' } }
    const { entity } = await w.run('template.apply', input)
    expect((entity as unknown as TemplateApplication).tasks).toHaveLength(500)
    expect((await tasksOf(w)).get('T500')?.identifier).toBe('BIG-500')
  }, 60_000)

  test('says where something is wrong, and makes nothing', async () => {
    const { w, apply } = await prepared()
    await w.run('custom_field.create', { key: 'cost', name: 'Cost', type: 'number', required: true })
    const projectId = await w.project()
    const before = (await w.events()).length
    const where = (data: Partial<CommandInput<'template.apply'>>) =>
      apply({ projectId, ...data }).then(
        () => 'done',
        (error: { fields: { path: string }[] }) => error.fields.map((field) => field.path),
      )
    expect(await where({ variables: { level: 'medium', x: 1 } })).toEqual([
      'variables.x',
      'variables.client',
      'variables.level',
    ])
    expect(await where({ deadline: undefined })).toEqual(['deadline'])
    expect(await where({ roles: { boss: newId() } })).toEqual(['roles.boss'])
    expect(await where({ roles: { writer: newId() } })).toEqual(['content.tasks.0.assigneeId'])
    expect(await where({})).toEqual(['content.tasks.0.customFields.cost'])
    // A title that variables make too long is cut; what is wrong is another field.
    expect(await where({ start: '2027-03-01', variables: { client: 'x'.repeat(600) } })).toEqual([
      'content.tasks.0.customFields.cost',
    ])
    expect(await w.events()).toHaveLength(before)
  })
})

describe('undoing', () => {
  test('deletes what was made, with the project', async () => {
    const { w, apply } = await prepared()
    const made = await apply({ project: { key: 'ACME' } })
    const undone = (await w.run('template.undo_apply', { id: made.id })).entity
    expect(undone).toMatchObject({ kept: [], undoneAt: expect.any(String) })
    const left = await w.store.read(
      w.id,
      (tx) => tx`select 1 from tasks where project_id = ${made.projectId} and deleted_at is null`,
    )
    expect(left).toHaveLength(0)
    expect((await w.events()).some((event) => event.type === 'project.deleted')).toBe(true)
  })

  test('leaves what somebody has worked on, and says why', async () => {
    const { w, apply } = await prepared()
    const made = await apply({ project: { key: 'ACME' } })
    const id = (key: string) => made.tasks.find((task) => task.key === key)?.id ?? ''
    await w.run('task.update', { id: id('draft'), title: 'My draft' })
    await w.run('comment.create', { taskId: id('print'), body: 'when?' })
    const undone = (await w.run('template.undo_apply', { id: made.id })).entity as unknown as TemplateApplication
    expect(undone.kept).toEqual([
      { type: 'task', id: id('brief'), reason: 'it has parts that stay' },
      { type: 'task', id: id('draft'), reason: 'it was changed since' },
      { type: 'task', id: id('print'), reason: 'it has comments' },
      { type: 'project', id: made.projectId, reason: 'it has tasks' },
    ])
    expect((await w.events()).filter((event) => event.type === 'task.deleted')).toHaveLength(1)
  })
})

describe('a template of a workflow', () => {
  const workflow: CommandInput<'template.create'> = {
    name: 'Reviews',
    kind: 'workflow',
    variables: [
      { name: 'tag', type: 'text' },
      { name: 'who', type: 'member' },
    ],
    content: {
      states: [
        { name: 'In review', category: 'started' },
        { name: 'Done', category: 'completed' },
      ],
      rules: [
        {
          name: 'Follow up on {{variables.tag}}',
          when: 'task.status_changed',
          if: 'event.to == "completed" && variables.tag in event.task.tags',
          then: [{ action: 'task.create', title: 'Follow up: {{event.task.title}}', assigneeId: '{{variables.who}}' }],
        },
      ],
    },
  }

  test('installs states that are not there, and rules with the values in them', async () => {
    const w = await stage.workspace()
    await w.run('template.create', workflow)
    const who = w.owner.actor.memberId
    const variables = { tag: 'say "hi" {{x}}', who }
    const { entity } = await w.run('template.apply', { template: 'Reviews', variables })
    expect(entity).toMatchObject({
      projectId: null,
      tasks: [],
      stateIds: [expect.any(String)],
      ruleIds: [expect.any(String)],
    })
    const rule = (await w.events()).find((event) => event.type === 'rule.created')
    expect(rule).toMatchObject({
      rule: {
        if: `event.to == "completed" && ${JSON.stringify(variables.tag)} in event.task.tags`,
        ['then' as string]: [{ title: 'Follow up: {{event.task.title}}', assigneeId: who }],
        ownerId: who,
      },
    })
    await w.run('template.undo_apply', { id: entity?.['id'] as string })
    expect((await w.events()).slice(-3).map((event) => event.type)).toEqual([
      'rule.deleted',
      'state.deleted',
      'template.apply_undone',
    ])
  })

  test('its rules join the webhooks that are there, and their schedules end with them', async () => {
    const w = await stage.workspace()
    const then = [{ action: 'notify', to: { role: 'ADMIN' }, title: 'Look' }]
    const listens = { name: 'Listens', when: { webhook: 'orders', verify: 'github' }, then }
    await w.run('rule.create', listens as never)
    const nightly = { name: 'Nightly', when: { schedule: { cron: '0 3 * * *', timeZone: 'UTC' } }, then }
    const content = { rules: [{ ...listens, name: 'Listens too' }, nightly] }
    await w.run('template.create', { name: 'Orders', kind: 'workflow', content } as never)
    const { entity } = await w.run('template.apply', { template: 'Orders', variables: {} })
    const types = async () => (await w.events()).map((event) => event.type)
    const count = async (type: string) => (await types()).filter((one) => one === type).length
    expect([await count('rule.created'), await count('webhook.created')]).toEqual([3, 1])
    const schedules = () =>
      w.store.read(w.id, (tx) => tx`select owner_id from schedules where owner_kind = 'rule' and removed_at is null`)
    expect(await schedules()).toHaveLength(1)
    await w.run('template.undo_apply', { id: entity?.['id'] as string })
    expect(await schedules()).toEqual([])
  })

  test('gives nobody rights that they lack', async () => {
    const w = await stage.workspace()
    await w.run('template.create', workflow)
    const input = { template: 'Reviews', variables: { tag: 'x', who: w.owner.actor.memberId } }
    const contributor = await w.member('CONTRIBUTOR')
    // A manager may make rules, but states are the admins'.
    for (const who of [contributor, await w.member('MANAGER')])
      expect(await refusal(w.run('template.apply', input, who))).toBe('forbidden')
  })
})

test('a project becomes a template that makes it again, as many days later', async () => {
  const { w, writer, apply } = await prepared()
  const first = await apply({
    project: { key: 'ONE', name: 'One {{1}}' },
    roles: { writer },
    variables: { client: 'A{{b}}' },
  })
  await w.run('project.update', { id: first.projectId ?? '', startDate: '2027-01-01' })
  const template = (await w.run('template.create_from_project', { projectId: first.projectId ?? '', name: 'Again' }))
    .entity
  expect(template).toMatchObject({
    content: { tasks: [{ assignee: { role: 'contributor' }, dueDate: { from: 'start', days: 7 } }, {}, {}, {}] },
  })
  const input = { template: 'Again', project: { key: 'TWO' }, start: '2028-01-01', roles: { contributor: writer } }
  const second = (await w.run('template.apply', input)).entity as unknown as TemplateApplication
  const made = await w.events()
  const shown = (projectId: string | null) =>
    made.flatMap((event) => {
      const { task } = event as unknown as { task?: Task }
      if (event.type !== 'task.created' || task?.projectId !== projectId) return []
      const { title, assigneeId, tags, estimatedMinutes, dueDate } = task
      return [{ title, assigneeId, tags, estimatedMinutes, dueDate: dueDate && Date.parse(dueDate) }]
    })
  const year = Date.parse('2028-01-01') - Date.parse('2027-01-01')
  expect(shown(second.projectId)).toEqual(
    shown(first.projectId).map((task) => ({ ...task, dueDate: task.dueDate && task.dueDate + year })),
  )
  expect(made.find((event) => event.type === 'project.created' && event.projectId === second.projectId)).toMatchObject({
    project: { name: 'One {{1}}' },
  })
})

test('a day of a project that is too far away for a template is left out, and the template can be applied', async () => {
  const { w } = await prepared()
  const projectId = await w.project()
  await w.task(projectId, { title: 'soon', dueDate: '2026-01-02' })
  await w.task(projectId, { title: 'far', dueDate: '2099-01-01' })
  const template = (await w.run('template.create_from_project', { projectId, name: 'Far' })).entity
  expect(template).toMatchObject({ content: { tasks: [{ dueDate: { from: 'start', days: 0 } }, { dueDate: null }] } })
  await w.run('template.apply', { template: 'Far', project: { key: 'FAR' }, start: '2028-01-01' })
})

test('a template is made and applied in one batch, by its name or its id', async () => {
  const { w } = await prepared()
  const projectId = await w.project()
  const id = newId()
  const template = { ...launch, id, name: 'Twice', content: { ...launch.content } }
  const apply = (name: string) => ({
    id: newId(),
    type: 'template.apply',
    data: { template: name, projectId, variables: { client: 'Acme' }, start: '2027-01-04', deadline: '2027-02-26' },
  })
  const applied = await w.store.execute(w.owner, [
    { id: newId(), type: 'template.create', data: template },
    apply('Twice'),
    apply(id),
  ] as never)
  expect(applied).toHaveLength(3)
  const titles = [...(await tasksOf(w)).keys()]
  expect(titles).toEqual(expect.arrayContaining(['Brief Acme', 'Draft', 'Print']))
  const events = (await w.events()).filter((event) => event.type === 'template.applied')
  expect(events).toHaveLength(2)
})
