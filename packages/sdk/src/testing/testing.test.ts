import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cel, defineEvent, HttpError, OrchestratorError, on, playbook, steps } from '../index.ts'
import { fake, testRun } from './index.ts'

const completed = (fields: object = {}) =>
  fake('task.status_changed', { to: 'completed', task: { title: 'Login fails', tags: ['review'] }, ...fields })
const invoicePaid = defineEvent('invoice.paid', z.object({ amount: z.number() }))

const followUp = playbook({
  id: 'review-follow-up',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
  async run({ event, tasks, comments, waitFor, log }) {
    const task = await tasks.create({ projectId: event.task.projectId, title: `Follow up: ${event.task.title}` })
    const done = await waitFor('task.status_changed', {
      if: (e) => e.task.id.eq(task.id).and(e.to.eq('completed')),
      timeout: '3 days',
    })
    if (!done) await comments.create({ taskId: task.id, body: 'Still open after three days' })
    log.info('over', { done: done !== null })
    return { done: done !== null, at: new Date().toISOString() }
  },
})

describe('a run', () => {
  it('completes in virtual time, with the effects that the server would have', async () => {
    const started = performance.now()
    const run = await testRun(followUp, completed())
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(run).toMatchObject({
      status: 'completed',
      result: { done: false, at: '2026-01-08T09:00:00.000Z' },
      elapsedMs: 3 * 86_400_000,
    })
    expect(run.effects.map(({ name, at }) => [name, at])).toEqual([
      ['tasks.create', '2026-01-05T09:00:00.000Z'],
      ['comments.create', '2026-01-08T09:00:00.000Z'],
    ])
    expect(run.tasks.map(({ title, identifier, status }) => ({ title, identifier, status }))).toEqual([
      { title: 'Login fails', identifier: 'DEMO-1', status: 'completed' },
      { title: 'Follow up: Login fails', identifier: 'DEMO-2', status: 'unstarted' },
    ])
    expect(run.events.map(({ type }) => type)).toEqual(['task.status_changed', 'task.created', 'comment.created'])
    expect(run.events[1]).toMatchObject({ depth: 1, causationId: run.events[0]?.id, actor: { type: 'playbook_run' } })
    expect(run.logs).toEqual([
      { at: '2026-01-08T09:00:00.000Z', level: 'info', message: 'over', fields: { done: false } },
    ])
    expect(run.steps.map(({ n, name, summary }) => [n, name, summary])).toEqual([
      [0, 'tasks.create', 'tasks.create "Follow up: Login fails"'],
      [1, 'waitFor', 'wait for task.status_changed (at most 3 days)'],
      [2, 'comments.create', expect.stringMatching(/^comments.create on /)],
    ])
  })

  it('takes an event that comes later', async () => {
    const run = await testRun(followUp, completed(), {
      events: [
        {
          after: '1 day',
          event: ({ tasks }) => fake('task.status_changed', { to: 'completed', task: { ...tasks[1] } }),
        },
      ],
    })
    expect(run).toMatchObject({ status: 'completed', result: { done: true, at: '2026-01-06T09:00:00.000Z' } })
  })

  it('does not start: the part that is false, and the values', async () => {
    const other = await testRun(followUp, completed({ task: { tags: ['bug'] } }))
    expect(other).toMatchObject({
      status: 'not_started',
      reason: '"review" in event.task.tags is false: event.task.tags is ["bug"]',
    })
    const open = await testRun(followUp, fake('task.status_changed', { to: 'canceled' }))
    expect(open.reason).toBe(
      'event.to == "completed" is false: event.to is "canceled"\n"review" in event.task.tags is false: event.task.tags is []',
    )
  })

  it('is stuck: what it waits for', async () => {
    const stuck = playbook({
      id: 'stuck',
      when: on('task.created'),
      run: async ({ event, waitFor }) =>
        void (await waitFor('task.assigned', { if: (e) => e.task.id.eq(event.task.id), timeout: 'never' })),
    })
    const event = fake('task.created')
    expect(await testRun(stuck, event)).toMatchObject({
      status: 'stuck',
      reason: `waits for task.assigned with event.task.id == params.p1 (p1 = "${event.task.id}"); nothing more happens`,
    })
    const hangs = playbook({ id: 'hangs', when: on('task.created'), run: () => new Promise<void>(() => {}) })
    expect((await testRun(hangs, fake('task.created'))).reason).toBe(
      'awaits something that is no call of the context and never happens',
    )
    const endless = playbook({
      id: 'endless',
      when: on('task.created'),
      run: () => new Promise<void>(() => void setInterval(() => {}, 1_000)),
    })
    expect((await testRun(endless, fake('task.created'))).reason).toBe('still goes on after 100000 timers')
  })

  it('is stuck: it loops for ever', async () => {
    const endless = playbook({
      id: 'endless',
      when: on('task.created'),
      async run({ event, tasks }) {
        while (await tasks.get(event.task));
      },
    })
    expect(await testRun(endless, fake('task.created'))).toMatchObject({
      status: 'stuck',
      reason: 'still goes on after 10000 awaited calls',
    })
  })

  it('fails with the error that it threw', async () => {
    const broken = playbook({
      id: 'broken',
      when: on('task.created'),
      async run() {
        throw new RangeError('too far')
      },
    })
    const run = await testRun(broken, fake('task.created'))
    expect(run).toMatchObject({ status: 'failed', reason: 'too far', error: expect.any(RangeError) })
  })

  it.each([
    ['a function', () => ({ items: [() => 1] }), 'result.items.0 is a function, which JSON cannot carry'],
    ['a Map', () => new Map(), 'result is a Map, which JSON cannot carry; turn it into an object, a list or text'],
    ['a bigint', () => ({ a: 1n }), 'result.a is a bigint, which JSON cannot carry'],
    ['a promise', () => ({ a: Promise.resolve(1) }), 'result.a is a promise; await it'],
    ['NaN', () => Number.NaN, 'result is NaN, which JSON cannot carry'],
  ])('fails when it returns %s', async (_, make, reason) => {
    const odd = playbook({ id: 'odd', when: on('task.created'), run: async () => make() as never })
    expect(await testRun(odd, fake('task.created'))).toMatchObject({ status: 'failed', reason })
  })
})

describe('time', () => {
  it('Date and setTimeout follow the virtual clock, and are put back', async () => {
    const before = { Date, setTimeout }
    const clock = playbook({
      id: 'clock',
      when: on('task.created'),
      async run({ sleep, sleepUntil }) {
        // biome-ignore lint/complexity/useDateNow: both ways to ask for the time are tried
        const times = [Date.now(), Number(new Date())]
        await sleep('90 minutes')
        times.push(Date.now())
        await new Promise((resolve) => setTimeout(resolve, 500))
        times.push(Date.now())
        await sleepUntil('2026-02-01T00:00:00Z')
        await sleepUntil(new Date('2020-01-01'))
        const winner = await Promise.race([sleep('2 days').then(() => 'slow'), sleep('1 day').then(() => 'fast')])
        return { times, until: new Date().toISOString(), winner, isDate: new Date() instanceof Date }
      },
    })
    const start = Date.parse('2026-01-05T09:00:00.000Z')
    expect((await testRun(clock, fake('task.created'))).result).toEqual({
      times: [start, start, start + 5_400_000, start + 5_400_500],
      until: '2026-02-02T00:00:00.000Z',
      winner: 'fast',
      isDate: true,
    })
    expect({ Date, setTimeout }).toEqual(before)
    expect((await testRun(clock, fake('task.created'), { now: '2030-01-01T00:00:00Z' })).result).toMatchObject({
      times: [Date.parse('2030-01-01'), expect.anything(), expect.anything(), expect.anything()],
    })
  })

  it('waits for a function of the test that works in real time', async () => {
    const { setTimeout: real } = globalThis
    const slow = playbook({
      id: 'slow',
      when: on('task.created'),
      steps: steps<{ read(name: string): Promise<string> }>(),
      run: async ({ steps, waitFor }) => {
        const [text] = await Promise.all([steps.read('a'), waitFor('task.assigned', { timeout: '1 day' })])
        return text
      },
    })
    const run = await testRun(slow, fake('task.created'), {
      steps: { read: (name: string) => new Promise((resolve) => real(() => resolve(`${name}!`), 60)) },
    })
    expect(run).toMatchObject({ status: 'completed', result: 'a!' })
  })

  it('two runs at the same time do not disturb each other', async () => {
    const runs = await Promise.all([testRun(followUp, completed()), testRun(followUp, completed())])
    expect(runs.map(({ elapsedMs }) => elapsedMs)).toEqual([259_200_000, 259_200_000])
  })
})

describe('waits', () => {
  it('look back to the trigger, and a repeat starts after the event that it last gave', async () => {
    const counting = playbook({
      id: 'counting',
      when: on('task.created'),
      async run({ event, tasks, waitFor }) {
        const task = await tasks.create({ projectId: event.task.projectId, title: 'a' })
        for (const title of ['b', 'c']) await tasks.update(task, { title })
        const seen: unknown[] = []
        for (;;) {
          const change = await waitFor('task.updated', {
            if: (e) => e.task.id.eq(task.id).and(e.task.title.changed()),
            timeout: '1 hour',
          })
          if (!change) break
          seen.push(change.changes['title']?.after)
        }
        const again = await waitFor('task.updated', {
          if: (e) => e.task.id.eq(task.id).and(e.task.title.changed()),
          timeout: 1,
          after: event,
        })
        return { seen, again: again?.task.title ?? null }
      },
    })
    expect((await testRun(counting, fake('task.created'))).result).toEqual({ seen: ['b', 'c'], again: 'b' })
  })

  it('any of several, in the order of the log', async () => {
    const either = playbook({
      id: 'either',
      when: on('task.created'),
      async run({ event, tasks, events, waitFor }) {
        await events.send(invoicePaid({ amount: 5 }))
        await tasks.complete(event.task)
        const order: string[] = []
        for (let round = 0; round < 3; round++) {
          const first = await waitFor.any(
            {
              done: on('task.status_changed', { if: (e) => e.to.eq('completed') }),
              paid: on(invoicePaid, { if: (e) => e.payload.amount.gt(3) }),
            },
            { timeout: '1 day' },
          )
          order.push(
            first === null
              ? 'none'
              : first.which === 'paid'
                ? `paid ${first.event.payload.amount}`
                : `done ${first.event.task.status}`,
          )
        }
        return order
      },
    })
    const run = await testRun(either, fake('task.created'))
    expect(run.result).toEqual(['paid 5', 'done completed', 'none'])
  })
})

describe('the workspace', () => {
  it('decides as the server does', async () => {
    const trying = playbook({
      id: 'trying',
      when: on('task.created'),
      scopes: ['task.create', 'task.edit'],
      async run({ event, tasks, projects, comments }) {
        const codes: string[] = []
        const attempt = (work: Promise<unknown>) =>
          work.catch((error: unknown) => codes.push(error instanceof OrchestratorError ? error.code : String(error)))
        await attempt(tasks.create({ projectId: event.task.projectId, title: '' }))
        await attempt(tasks.create({ projectId: '019b0000-0000-7000-8000-ffffffffffff', title: 'x' }))
        await attempt(tasks.complete(event.task))
        await attempt(comments.create({ taskId: event.task.id, body: 'x' }))
        await attempt(projects.create({ key: 'NEW', name: 'x' }))
        await attempt(tasks.update(event.task, { title: 'other', baseVersion: 1 }))
        await attempt(tasks.update(event.task, { title: 'another', baseVersion: 1 }))
        return {
          codes,
          missing: await tasks.get('019b0000-0000-7000-8000-ffffffffffff'),
          title: (await tasks.get(event.task))?.title ?? null,
        }
      },
    })
    expect((await testRun(trying, fake('task.created'))).result).toEqual({
      codes: ['invalid_input', 'not_found', 'forbidden', 'forbidden', 'forbidden', 'version_conflict'],
      missing: null,
      title: 'other',
    })
  })

  it('what is refused leaves no trace', async () => {
    const trying = playbook({
      id: 'trying',
      when: on('task.created'),
      async run({ event, tasks, events }) {
        const { projectId } = event.task
        await tasks.create({ projectId, title: 'x', tags: ['new'], customFields: { unknown: 1 } }).catch(() => {})
        await events.send(invoicePaid({ amount: 1 }), { type: 'Not A Name', payload: null }).catch(() => {})
        await tasks.create({ projectId, title: 'y', tags: ['new'] })
      },
    })
    const run = await testRun(trying, fake('task.created'))
    expect(run.events.map(({ type }) => type)).toEqual(['task.created', 'tag.created', 'task.created'])
    expect(run.effects).toHaveLength(1)
  })

  it('lists with filters, page by page', async () => {
    const listing = playbook({
      id: 'listing',
      when: on.manual({ input: z.object({ tag: z.string().default('bug') }) }),
      async run({ event, tasks }) {
        const first = await tasks.list({ tag: event.input.tag, status: ['unstarted', 'started'], limit: 2 })
        const second = await tasks.list({
          tag: event.input.tag,
          status: ['unstarted', 'started'],
          limit: 2,
          cursor: first.nextCursor,
        })
        return [...first.items, ...second.items].map(({ title }) => title).concat(String(second.nextCursor))
      },
    })
    const tasks = ['a', 'b', 'c', 'd'].map((title, index) => ({ title, tags: index === 1 ? [] : ['bug'] }))
    const run = await testRun(listing, fake('playbook.run_requested', { playbook: 'listing', input: {} }), {
      tasks: [...tasks, { title: 'e', tags: ['bug'], status: 'completed' }],
    })
    expect(run).toMatchObject({ status: 'completed', result: ['a', 'c', 'd', 'null'] })
  })
})

describe('http and steps', () => {
  const calling = playbook({
    id: 'calling',
    when: on.webhook('calls', { body: z.object({ url: z.string() }), verify: 'none' }),
    steps: steps<{ double(n: number): number }>({ attempts: 3 }),
    async run({ event, http, steps }) {
      const answer = await http.post(event.body.url, {
        query: { a: 'x y', b: undefined },
        headers: { Authorization: 'secret' },
        json: { n: 2 },
      })
      const { n } = answer.json(z.object({ n: z.number() }))
      return { status: answer.status, doubled: await steps.double(n) }
    },
  })
  const webhook = (body: unknown) => fake('webhook.received', { webhook: 'calls', body })

  it('are answered by the test', async () => {
    let tries = 0
    const run = await testRun(calling, webhook({ url: 'https://example.com/x' }), {
      http: ({ url, method, headers, json }) => ({
        status: 201,
        json: { n: (json() as { n: number }).n, url, method, headers },
      }),
      steps: {
        double: (n: number) => {
          if (++tries < 3) throw new Error('not yet')
          return n * 2
        },
      },
    })
    expect(run).toMatchObject({ status: 'completed', result: { status: 201, doubled: 4 }, elapsedMs: 3_000 })
    expect(run.effects).toMatchObject([
      { kind: 'http', method: 'POST', url: 'https://example.com/x?a=x%20y', body: '{"n":2}', status: 201 },
      { kind: 'step', name: 'steps.double', args: [2], result: 4 },
    ])
    expect(run.steps[0]?.summary).toBe('POST https://example.com/x')
  })

  it('throw typed errors', async () => {
    const run = await testRun(calling, webhook({ url: 'https://example.com/x' }), {
      http: () => ({ status: 404, text: 'nothing here' }),
    })
    expect(run).toMatchObject({ status: 'failed', reason: 'POST https://example.com/x answered 404' })
    expect(run.error).toBeInstanceOf(HttpError)
    expect(run.error).toMatchObject({ status: 404, body: 'nothing here' })
    expect((await testRun(calling, webhook({ url: 'https://example.com/x' }))).reason).toContain(
      'give testRun an `http`',
    )
    expect((await testRun(calling, webhook({ url: 'ftp://x' }))).reason).toContain('no absolute http or https address')
  })

  it('a body that does not meet the schema fails the run', async () => {
    expect((await testRun(calling, webhook({ url: 5 }))).reason).toMatch(
      /^the body of the webhook 'calls' does not meet its schema: url: /,
    )
  })
})

it('refuses a condition that does not compile', async () => {
  const wrong = playbook({
    id: 'wrong',
    when: on('task.created', { if: cel`event.task.titel == "x"` }),
    run: async () => {},
  })
  await expect(testRun(wrong, fake('task.created'))).rejects.toThrow(
    'playbook \'wrong\': the condition event.task.titel == "x" is not valid: task.created has no field event.task.titel; did you mean title?',
  )
})

it('applies templates that the test gives', async () => {
  const launching = playbook({
    id: 'launching',
    when: on('task.created'),
    async run({ event, templates }) {
      const { projectId } = event.task
      const made = await templates.apply('Launch', { projectId, variables: { client: 'Acme' }, start: '2027-01-04' })
      return made.tasks.length
    },
  })
  const tasks = [
    { key: 'brief', title: 'Brief {{variables.client}}', dueDate: { from: 'start', days: 5, working: true } },
    { key: 'draft', title: 'Draft', parent: 'brief' },
  ]
  const launch = {
    name: 'Launch',
    kind: 'project' as const,
    variables: [{ name: 'client', type: 'text' as const }],
    content: { tasks },
  }
  const run = await testRun(launching, fake('task.created'), { templates: [launch] })
  expect([run.status, run.result]).toEqual(['completed', 2])
  const brief = run.tasks.find((task) => task.title === 'Brief Acme')
  expect(brief?.dueDate).toBe('2027-01-11')
  expect(run.tasks.find((task) => task.title === 'Draft')?.parentId).toBe(brief?.id)
  expect((await testRun(launching, fake('task.created'))).reason).toContain('there is no template Launch')
})
