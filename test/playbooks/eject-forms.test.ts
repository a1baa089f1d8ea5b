import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type BothForms, openBothForms, type RuleData, type Side } from './both-forms.ts'

// Rules that start in other ways than on an event, that limit their runs, and with actions that ask, tell, send, apply and compute.

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })
const failing = newId()
const patience = { timeout: 90_000, interval: 50 }

let forms: BothForms
beforeAll(async () => {
  forms = await openBothForms(rulesFor, async ({ execute }) => {
    await execute('template.create', {
      name: 'Onboarding',
      kind: 'task',
      variables: [{ name: 'client', type: 'text' }],
      content: {
        tasks: [
          { key: 'call', title: 'Call {{variables.client}}' },
          { key: 'visit', title: 'Visit {{variables.client}}', parent: 'call' },
        ],
      },
    })
    // Rules alone tell of an end that nobody wrote; it has the same id on both sides.
    await execute('rule.create', {
      id: failing,
      name: 'Fails',
      when: 'task.created',
      if: 'event.task.title == "fails"',
      then: [{ action: 'comment.create', taskId: `{{"${newId()}"}}`, body: 'to nobody' }],
    })
  })
})
afterAll(async () => {
  await forms?.close()
})

const created = (title: string): Pick<RuleData, 'when' | 'if'> => ({
  when: 'task.created',
  if: `event.task.title == "${title}"`,
})

const rulesFor = (service: string): RuleData[] => [
  {
    name: 'Orders in',
    when: {
      webhook: 'orders-in',
      verify: 'none',
      body: {
        type: 'object',
        title: 'An order',
        properties: {
          project: { type: 'string', minLength: 1 },
          total: { type: 'number', minimum: 1 },
          pieces: { type: 'integer' },
          kind: { type: 'string', enum: ['new', 'again'] },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
          note: { type: 'string', description: 'whatever' },
        },
        required: ['project', 'total', 'pieces', 'tags'],
      },
    },
    if: 'event.body.total > 100.0',
    then: [
      {
        action: 'task.create',
        name: 'order',
        projectId: '{{event.body.project}}',
        title: 'Order of {{event.body.pieces}} pieces for {{event.body.total}}',
        description: '{{event.body.pieces + 1}} with a spare, {{event.body.total * 2.0}} for two; {{event.body.tags}}',
      },
      {
        action: 'if',
        if: 'has(event.body.note) && event.body.pieces / 2 == 2',
        then: [{ action: 'comment.create', taskId: '{{steps.order.id}}', body: '{{event.body.note}}' }],
      },
    ],
  },
  {
    name: 'Rich bodies',
    when: {
      webhook: 'rich/bodies',
      verify: 'hmac',
      hmac: { header: 'X-Signature', prefix: 'v0=' },
      body: {
        type: 'object',
        properties: { day: { type: 'string', format: 'date' }, who: { type: ['string', 'null'] } },
        required: ['day', 'who'],
        additionalProperties: false,
      },
    },
    then: [
      { action: 'event.send', type: 'day.told', payload: { day: '{{event.body.day}}', who: '{{event.body.who}}' } },
    ],
  },
  {
    name: 'By hand',
    when: {
      manual: {
        input: { type: 'object', properties: { size: { type: 'integer', title: 'Size' } }, required: ['size'] },
      },
    },
    if: 'event.input.size > 1.0',
    then: [
      {
        action: 'event.send',
        type: 'hand.made',
        payload: { size: '{{event.input.size}}', more: '{{event.input.size + 1}}' },
      },
    ],
  },
  {
    name: 'Named by hand',
    when: { manual: {} },
    if: 'event.rule.name == "Named by hand"',
    then: [
      { action: 'event.send', type: 'hand.named', payload: { rule: '{{event.rule.name}}', type: '{{event.type}}' } },
    ],
  },
  {
    name: 'Each night',
    when: { schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin', catchUp: 'none', overlap: 'queue' } },
    if: 'event.reason == "trigger"',
    then: [
      { action: 'event.send', type: 'night.over', payload: { zone: '{{event.timeZone}}', why: '{{event.reason}}' } },
    ],
  },
  {
    name: 'After a failure',
    when: { run: failing, on: 'failed' },
    if: 'event.error.code == "not_found"',
    then: [
      {
        action: 'event.send',
        type: 'failure.seen',
        payload: { of: '{{event.run.name}}', code: '{{event.error.code}}' },
      },
    ],
  },
  {
    name: 'Two at a time',
    when: 'task.created',
    if: '"pair" in event.task.tags',
    flow: { batch: { key: 'event.task.projectId', size: 2, timeout: '1 hour' }, priority: 'event.task.number' },
    then: [{ action: 'comment.create', body: 'a pair' }],
  },
  {
    name: 'Ask first',
    ...created('ask'),
    then: [
      {
        action: 'approval.ask',
        name: 'ok',
        title: 'Publish {{event.task.title}}?',
        from: { memberIds: ['{{event.actor.memberId}}'] },
        allowSelf: true,
        ask: {
          type: 'object',
          properties: { approved: { type: 'boolean' }, why: { type: 'string', title: 'Why?' } },
          required: ['approved', 'why'],
        },
        taskId: '{{event.task.id}}',
        link: '{{event.task.dueDate}}',
        timeout: '1 hour',
        remind: '20 minutes',
        then: [{ action: 'comment.create', body: 'yes: {{steps.ok.answer.why}}' }],
        onReject: [{ action: 'comment.create', body: 'no: {{steps.ok.answer.why}}' }, { action: 'stop' }],
        onTimeout: [{ action: 'comment.create', body: 'late' }],
      },
      {
        action: 'approval.ask',
        title: 'And now?',
        from: { role: 'VIEWER' },
        timeout: '0.2 seconds',
        onTimeout: [
          { action: 'comment.create', body: 'nobody said more; {{steps.ok.status}} by {{steps.ok.memberId}}' },
        ],
      },
      { action: 'if', if: 'steps.ok.approved', then: [{ action: 'comment.create', body: 'approved' }] },
    ],
  },
  {
    name: 'Tell and send',
    ...created('tell'),
    then: [
      { action: 'notify', to: { memberId: '{{event.actor.memberId}}' }, title: 'Look at {{event.task.title}}' },
      {
        action: 'notify',
        to: { assigneeOf: '{{event.task.id}}' },
        title: 'Yours',
        body: 'Do it',
        link: `${service}/look`,
      },
      { action: 'notify', to: { role: 'ADMIN' }, title: 'All of you' },
      {
        action: 'webhook.call',
        url: `${service}/hook`,
        json: { id: '{{event.task.id}}', deep: { tags: ['{{event.task.tags}}'] } },
      },
      {
        action: 'webhook.call',
        url: `${service}/text`,
        method: 'PUT',
        text: 'of {{event.task.number}}',
        headers: { 'X-Of': 'rule' },
      },
      {
        action: 'template.apply',
        name: 'made',
        template: 'Onboarding',
        variables: { client: '{{event.task.title}}' },
        start: '{{event.task.dueDate}}',
        parentId: '{{event.task.parentId}}',
      },
      {
        action: 'comment.create',
        body: 'made of version {{steps.made.templateVersion + 1}}: {{size(steps.made.tasks)}}',
      },
    ],
  },
  {
    name: 'Compute',
    ...created('compute'),
    then: [
      {
        action: 'script.run',
        name: 'sum',
        script:
          'const all = input.list\n// `quoted` ${not}\nlog(all.length)\nreturn { sum: all.length + input.n, of: event.task.title }\n',
        input: { list: '{{event.task.tags}}', n: '{{event.task.number}}' },
        timeoutMs: 500,
      },
      { action: 'script.run', name: 'script', script: 'return input', input: { was: '{{steps.sum}}' } },
      { action: 'comment.create', body: '{{steps.sum.of}} {{steps.script.was.sum}}' },
    ],
  },
]

test('what comes out has the right types', async () => {
  expect(await forms.compile()).toBe('')
  const { texts } = forms
  const shown = ['orders-in', 'each-night', 'two-at-a-time', 'ask-first', 'tell-and-send', 'compute', 'named-by-hand']
  const all = shown.map((name) => texts.get(name)?.replaceAll(/http:\/\/127[^/]+/g, 'http://service')).join('\n')
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
  await expect(all.replaceAll(ids, '01a2f3f4-0000-7000-8000-000000000001')).toMatchFileSnapshot('./ejected-forms.txt')
})

const nameOf = ({ form }: Side, rule: string, playbook: string) => (form === 'rule' ? rule : playbook)

/** A delivery, as the API takes it once it is verified. */
async function receive({ workspaceId, owner }: Side, path: string, body: object): Promise<string> {
  const id = newId()
  const actor = { type: 'connection', id: newId(), memberId: owner } as const
  const data = { path, headers: {}, body }
  const command = { id, type: 'webhook.receive', data } as unknown as Command
  await forms.stage.store.execute({ workspaceId, actor, scopes: [] }, [command])
  return id
}

test('a webhook, with the types of its body; one that is not right fails the run', async () => {
  const { expectSame, sides, ended } = forms
  const order = (side: Side) => ({ project: side.projectId, total: 120.5, pieces: 4, tags: ['a', 'b'] })
  const { steps } = await expectSame('Orders in', 'orders-in', (side) =>
    receive(side, 'orders-in', { ...order(side), note: 'soon', more: true }),
  )
  expect(steps.filter(({ kind }) => kind === 'command')).toHaveLength(2)
  await expectSame('Orders in', 'orders-in', (side) => receive(side, 'orders-in', order(side)))
  await expectSame('Rich bodies', 'rich-bodies', (side) =>
    receive(side, 'rich/bodies', { day: '2027-01-02', who: null }),
  )
  for (const side of sides) {
    const id = await receive(side, 'orders-in', { ...order(side), pieces: 'many' })
    const { run } = await ended(side, nameOf(side, 'Orders in', 'orders-in'), id)
    expect(run.status).toBe('failed')
    expect(JSON.stringify(run.error)).toContain('pieces')
  }
})

const start = async (side: Side, rule: string, playbook: string, input: object | null) => {
  const id = newId()
  if (side.form === 'playbook') await side.execute('playbook.run', { name: playbook, input }, id)
  else await side.execute('rule.run', { id: await ruleId(side, rule), input }, id)
  return id
}
const ruleId = ({ workspaceId }: Side, name: string) =>
  forms.stage.store.read(workspaceId, async (tx) => {
    const [row] = await tx<
      { id: string }[]
    >`select id from rules where workspace_id = ${workspaceId} and name = ${name}`
    return row?.id
  })

test('one that is started by hand, also where it reads what was asked for', async () => {
  const { expectSame, sides, stage } = forms
  // The condition keeps this one from running, on both sides.
  const refused = await Promise.all(sides.map((side) => start(side, 'By hand', 'by-hand', { size: 1 })))
  await expectSame('By hand', 'by-hand', (side) => start(side, 'By hand', 'by-hand', { size: 2 }))
  for (const [n, { workspaceId }] of sides.entries()) {
    const runs = await stage.store.read(
      workspaceId,
      (tx) => tx`
        select from runs r join events e on e.workspace_id = r.workspace_id and e.id = r.event_id
        where r.workspace_id = ${workspaceId} and e.command_id = ${refused[n] ?? ''}`,
    )
    expect(runs).toHaveLength(0)
  }
  await expectSame('Named by hand', 'named-by-hand', (side) => start(side, 'Named by hand', 'named-by-hand', null))
  for (const side of sides)
    await expect(start(side, 'By hand', 'by-hand', { size: 'large' })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('one that starts at times', async () => {
  const { expectSame, stage } = forms
  await expectSame('Each night', 'each-night', async (side) => {
    const [schedule] = await stage.store.read(
      side.workspaceId,
      (tx) => tx<{ id: string; spec: object; timeZone: string }[]>`
        select id, spec, time_zone from schedules where workspace_id = ${side.workspaceId}`,
    )
    expect(schedule).toMatchObject({
      spec: { cron: '0 3 * * *', overlap: 'queue', catchUp: 'none', catchUpWindow: '7 days' },
      timeZone: 'Europe/Berlin',
    })
    const id = newId()
    await side.execute('schedule.trigger', { id: schedule?.id }, id)
    return id
  })
})

test('one that starts when a run has failed', async () => {
  await forms.expectSame('After a failure', 'after-a-failure', async (side) => {
    await side.execute('task.create', { projectId: side.projectId, title: 'fails' })
    let seen: string | undefined
    const look = async () => {
      const rows = await forms.stage.store.read(
        side.workspaceId,
        (tx) => tx<{ commandId: string }[]>`
          select command_id from events where workspace_id = ${side.workspaceId} and type = 'run.failed' and data -> 'run' ->> 'automationId' = ${failing}`,
      )
      seen = rows[0]?.commandId
      return seen
    }
    await expect.poll(look, patience).toBeDefined()
    return seen ?? ''
  })
})

test('one with flow control', async () => {
  const { sides, stage } = forms
  const statuses = await Promise.all(
    sides.map(async (side) => {
      for (let n = 0; n < 5; n++)
        await side.execute('task.create', { projectId: side.projectId, title: `pair ${n}`, tags: ['pair'] })
      const name = nameOf(side, 'Two at a time', 'two-at-a-time')
      const runs = () =>
        stage.store.read(
          side.workspaceId,
          (tx) => tx<{ status: string; eventSeqs: number[] | null }[]>`
            select status, event_seqs from runs where workspace_id = ${side.workspaceId} and name = ${name} order by event_seq`,
        )
      const done = async () => (await runs()).map(({ status }) => status)
      await expect.poll(done, patience).toEqual(['skipped', 'completed', 'skipped', 'completed', 'held'])
      return (await runs()).map(({ eventSeqs }) => eventSeqs?.length ?? 0)
    }),
  )
  expect(statuses[1]).toEqual(statuses[0])
})

test.each([true, false])('one that asks people: approved is %s', async (approved) => {
  const { expectSame, stage } = forms
  const { steps } = await expectSame('Ask first', 'ask-first', async (side) => {
    const task = await side.execute('task.create', { projectId: side.projectId, title: 'ask' })
    let asked: string | undefined
    const look = async () => {
      const rows = await stage.store.read(
        side.workspaceId,
        (tx) =>
          tx<
            { id: string }[]
          >`select id from approvals where workspace_id = ${side.workspaceId} and status = 'pending' and title like 'Publish%'`,
      )
      asked = rows[0]?.id
      return asked
    }
    await expect.poll(look, patience).toBeDefined()
    await side.execute('approval.answer', { id: asked, answer: { approved, why: 'so' } })
    return task
  })
  expect(steps.filter(({ kind }) => kind === 'wait')).toHaveLength(approved ? 2 : 1)
  expect(steps.filter(({ name }) => name === 'comment.create')).toHaveLength(approved ? 3 : 1)
})

test('one that tells members, sends to other services, and applies a template', async () => {
  const { steps } = await forms.expectSame('Tell and send', 'tell-and-send', (side) =>
    side.execute('task.create', { projectId: side.projectId, title: 'tell', assigneeId: side.owner, tags: ['x', 'y'] }),
  )
  expect(steps.flatMap(({ commands }) => commands.map(({ type }) => type))).toContain('template.apply')
})

test('one that computes', async () => {
  const { steps } = await forms.expectSame('Compute', 'compute', (side) =>
    side.execute('task.create', { projectId: side.projectId, title: 'compute', tags: ['x', 'y'] }),
  )
  expect(steps.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'script completed',
    'script completed',
    'command completed',
  ])
})
