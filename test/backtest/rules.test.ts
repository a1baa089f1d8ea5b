import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../api/start-api.ts'
import { type Arena, openArena } from './arena.ts'

// Rules that really ran, and what a simulation says of the same events.

let arena: Arena
let long: Json
let short: Json
let plainRule: Json
const reviewed: string[] = []

const then = [
  { action: 'task.create', name: 'follow', title: 'Follow up: {{event.task.title}} ({{event.task.identifier}})' },
  { action: 'delay', for: '0.2 seconds' },
  {
    action: 'waitFor',
    event: 'task.status_changed',
    if: 'event.task.id == steps.follow.id && event.to == "completed"',
    timeout: '6 seconds',
    then: [{ action: 'comment.create', body: 'done: {{steps.follow.identifier}}' }],
    onTimeout: [{ action: 'comment.create', body: 'still open: {{steps.follow.identifier}}' }],
  },
  {
    action: 'if',
    if: 'event.task.priority == "high"',
    then: [{ action: 'task.update', addTags: ['seen'] }],
    else: [{ action: 'stop' }],
  },
]

beforeAll(async () => {
  arena = await openArena({
    'a/idle/playbook.ts':
      "import { on, playbook } from '@orchestrator/sdk'\nexport default playbook({ id: 'idle', when: on('member.added'), run: async () => {} })\n",
  })
  const { call, stage } = arena
  const task = async (title: string, more: object = {}) => {
    const id = await stage.createTask(title, { tags: ['review'], ...more })
    reviewed.push(id)
    return id
  }
  // Before the rules are there.
  await stage.execute('task.update', { id: await task('early'), status: 'completed' })
  const rule = {
    name: 'long',
    when: 'task.status_changed',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then,
  }
  long = (await call('POST', '/v1/rules', rule)).body
  const at = {
    name: 'short',
    when: 'task.created',
    if: 'event.task.estimatedMinutes > 5',
    then: [
      { action: 'task.update', priority: 'high' },
      { action: 'comment.create', body: 'long: {{event.task.estimatedMinutes}}' },
    ],
  }
  short = (await call('POST', '/v1/rules', at)).body
  // Actions that leave much to defaults, and a template whose tasks are parts of each other.
  const nested = {
    tasks: [
      { key: 'a', title: 'Follow A' },
      { key: 'b', title: 'Follow B', parent: 'a' },
    ],
  }
  expect((await call('POST', '/v1/templates', { name: 'Nested', kind: 'task', content: nested })).status).toBe(201)
  const plain = {
    name: 'plain',
    when: 'task.created',
    if: 'event.task.title == "plain"',
    then: [
      { action: 'template.apply', template: 'Nested' },
      { action: 'notify', to: { role: 'ADMIN' }, title: 'plain' },
      { action: 'webhook.call', url: 'https://hook.invalid/x', json: { title: '{{event.task.title}}' } },
    ],
  }
  plainRule = (await call('POST', '/v1/rules', plain)).body
  for (const [title, more] of [
    ['one', { priority: 'high' }],
    ['two', {}],
    ['three', { estimatedMinutes: 9 }],
    ['four', { estimatedMinutes: 3 }],
  ] as const)
    await stage.execute('task.update', { id: await task(title, more), status: 'completed' })
  await stage.execute('task.update', { id: await stage.createTask('plain'), status: 'completed' })
  // One follow-up is done in time, the others are not.
  for (let made: string | undefined; !made; ) {
    made = (await stage.tasks()).find(({ title }) => title.startsWith('Follow up: one'))?.id
    if (made) await stage.execute('task.update', { id: made, status: 'completed' })
  }
  await arena.ended('long', 4)
  await arena.ended('short', 1)
})
afterAll(() => arena?.close())

const simulate = async (body: object): Promise<Json> => {
  const before = await arena.counts()
  const answer = await arena.call('POST', '/v1/rules/simulate', { since: '1 hour', ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(await arena.counts()).toEqual(before)
  return answer.body
}
const parts = ({ same, newlyMatches, noLongerMatches, otherEffects, notInForce, underWay }: Json) => ({
  ...{ same, notInForce, underWay },
  newly: newlyMatches.count,
  noLonger: noLongerMatches.count,
  other: otherEffects.count,
})

describe('a rule that is simulated as it is', () => {
  test('does what it did: delays, waits and branches too', { timeout: 120_000 }, async () => {
    const report = await simulate({ rule: long.id, examples: 10 })
    expect(parts(report.differences.ran), JSON.stringify(report.differences.ran, null, 1)).toEqual({
      same: 4,
      notInForce: 1,
      underWay: 0,
      newly: 0,
      noLonger: 0,
      other: 0,
    })
    expect(report).toMatchObject({
      matched: 5,
      runs: { completed: 5, failed: 0 },
      next: null,
      differences: { current: null },
    })
    expect(report.effects).toEqual(
      expect.arrayContaining([
        { what: 'task.create', count: 5 },
        { what: 'comment.create', count: 5 },
        { what: 'task.update', count: 1 },
      ]),
    )
    const bodies = report.examples.flatMap(({ effects }: Json) => effects.flatMap(({ data }: Json) => data.body ?? []))
    expect(bodies.filter((body: string) => body.startsWith('done'))).toHaveLength(1)
    expect(bodies.filter((body: string) => body.startsWith('still open'))).toHaveLength(4)
  })

  test('what it left to defaults is the same, and a template makes tasks in tasks', { timeout: 120_000 }, async () => {
    await arena.ended('plain', 1)
    const report = await simulate({ rule: plainRule.id })
    expect(parts(report.differences.ran), JSON.stringify(report.differences.ran, null, 1)).toMatchObject({
      same: 1,
      other: 0,
    })
    expect(report.effects.map(({ what }: Json) => what).sort()).toEqual([
      'delivery.create',
      'notification.send',
      'template.apply',
    ])
  })

  test('one that does all at once, too', async () => {
    const report = await simulate({ rule: short.id })
    expect(parts(report.differences.ran), JSON.stringify(report.differences.ran, null, 1)).toEqual({
      same: 1,
      notInForce: 0,
      underWay: 0,
      newly: 0,
      noLonger: 0,
      other: 0,
    })
    expect(report.examples[0].effects).toMatchObject([
      { what: 'task.update', data: { priority: 'high' } },
      { what: 'comment.create', data: { body: 'long: 9' } },
    ])
  })
})

describe('an edit', () => {
  test('differs where it was edited, from what ran and from the version in force', async () => {
    const { name, when } = long
    const edited = [{ ...then[0], title: 'Look: {{event.task.title}}' }, ...then.slice(1)]
    const condition =
      'event.to == "completed" && ("review" in event.task.tags && event.task.title != "two" || event.task.title == "plain")'
    const report = await simulate({ rule: { id: long.id, name, when, if: condition, then: edited } })
    expect(parts(report.differences.ran)).toEqual({
      same: 0,
      notInForce: 1,
      underWay: 0,
      newly: 1,
      noLonger: 1,
      other: 3,
    })
    expect(parts(report.differences.current)).toMatchObject({ newly: 1, noLonger: 1, other: 4, same: 0 })
    expect(report.differences.ran.otherEffects.items[0]).toMatchObject({
      step: 0,
      before: expect.stringContaining('"Follow up: one'),
      after: expect.stringContaining('"Look: one'),
    })
    expect(report.differences.ran.newlyMatches.items[0].event.title).toMatch(/plain$/)
    expect(report.differences.ran.noLongerMatches.items[0].event.title).toMatch(/two$/)
  })

  test('of what starts it: the runs that took place are no longer started', async () => {
    const { name, if: condition } = short
    const report = await simulate({
      rule: { id: short.id, name, when: 'task.updated', if: condition, then: short.then },
    })
    expect(report.differences.ran.noLongerMatches.count).toBe(1)
    expect(report.differences.current.noLongerMatches.count).toBe(1)
  })
})

describe('a rule that is not saved', () => {
  const rule = (more: object) => ({ name: 'new', when: 'task.created', then: [{ action: 'stop' }], ...more })

  test('calls nothing: requests, scripts and approvals are listed, with answers that the report names', async () => {
    const report = await simulate({
      rule: rule({
        if: 'event.task.title == "one"',
        then: [
          {
            action: 'http.request',
            name: 'asked',
            method: 'POST',
            url: 'https://example.com/x?token=1',
            json: { a: 1 },
          },
          { action: 'script.run', name: 'script', script: 'return 1' },
          {
            ...{ action: 'integration.call', name: 'issue', call: 'github.createIssue' },
            input: { repository: 'acme/shop', title: '{{event.task.title}}' },
          },
          {
            action: 'approval.ask',
            title: 'Go on with {{event.task.title}}?',
            from: { role: 'MANAGER' },
            timeout: '3 days',
            then: [{ action: 'comment.create', body: 'yes {{steps.asked.status}} {{steps.issue.number}}' }],
            onReject: [{ action: 'comment.create', body: 'no' }],
            onTimeout: [{ action: 'comment.create', body: 'late' }],
          },
        ],
      }),
    })
    expect(report.failures.items).toEqual([])
    expect(report.differences).toEqual({ ran: null, current: null })
    expect(report.examples[0].effects.map(({ what }: Json) => what)).toEqual([
      'POST https://example.com/x',
      'script.run',
      'github.createIssue',
      'approval.request',
      'comment.create',
    ])
    expect(report.examples[0].effects[2].data.input).toEqual({ repository: 'acme/shop', title: 'one' })
    expect(report.examples[0].effects[4].data.body).toBe('yes 200 0')
    expect(report.assumed.map(({ code }: Json) => code).sort()).toEqual(['action', 'approval', 'http', 'script'])
  })

  test('what people answer can be chosen', async () => {
    const ask = {
      ...{ action: 'approval.ask', title: 'x', from: { role: 'MANAGER' }, timeout: '3 days' },
      then: [{ action: 'comment.create', body: 'yes' }],
      onReject: [{ action: 'comment.create', body: 'no' }],
      onTimeout: [{ action: 'comment.create', body: 'late' }],
    }
    const said = async (answers: string) => {
      const report = await simulate({ rule: rule({ if: 'event.task.title == "one"', then: [ask] }), answers })
      return [report.examples[0].effects.at(-1).data.body, report.examples[0].elapsedMs]
    }
    expect(await said('approve')).toEqual(['yes', 0])
    expect(await said('reject')).toEqual(['no', 0])
    expect(await said('none')).toEqual(['late', 3 * 86_400_000])
  })

  test('who may answer an approval is decided behind another run, too', async () => {
    const from = { memberIds: [arena.stage.principal.actor.memberId] }
    const ask = (more: object) => ({ action: 'approval.ask', title: 'x', from, timeout: '3 days', ...more })
    const failures = async (more: object) => {
      const condition = 'event.task.title.startsWith("Follow up: one")'
      return (await simulate({ rule: rule({ if: condition, then: [ask(more)] }) })).failures
    }
    expect(await failures({})).toMatchObject({ count: 1, items: [{ error: { code: 'invalid_input' } }] })
    expect(await failures({ allowSelf: true })).toMatchObject({ count: 0 })
  })

  test('an error of one run does not end the others, and what one run does the next does not see', async () => {
    const report = await simulate({
      rule: rule({
        if: 'event.task.title in ["one", "two", "three"]',
        then: [
          { action: 'comment.create', body: '{{event.task.estimatedMinutes + 1}}' },
          { action: 'task.update', title: 'changed' },
        ],
      }),
    })
    expect(report.runs).toMatchObject({ completed: 1, failed: 2 })
    expect(report.failures).toMatchObject({ count: 2, items: [{ error: { code: 'invalid_condition' } }, {}] })
  })

  test('gathers as its flow says', async () => {
    const created = reviewed.length + 1
    const batched = await simulate({
      rule: rule({
        if: '!event.task.title.startsWith("Follow")',
        flow: { batch: { size: 4, timeout: '0.001 seconds' } },
      }),
    })
    expect(batched.matched).toBe(created)
    const once = await simulate({
      rule: rule({ if: '!event.task.title.startsWith("Follow")', flow: { idempotencyKey: 'event.projectId' } }),
    })
    expect(once).toMatchObject({ runs: { completed: 1 }, skipped: [{ code: 'duplicate', count: created - 1 }] })
    const last = await simulate({
      rule: rule({ if: '!event.task.title.startsWith("Follow")', flow: { debounce: { period: '1 hour' } } }),
    })
    expect(last.skipped).toEqual(
      expect.arrayContaining([
        { code: 'debounced', count: created - 1 },
        { code: 'held', count: 1 },
      ]),
    )
  })

  test('a long log takes several requests, each of which goes on where the one before ended', async () => {
    let found = 0
    for (let after: number | undefined, parts = 0; ; parts++) {
      const report = await simulate({
        rule: rule({ if: 'event.task.title in ["one", "two", "three"]' }),
        limit: 1,
        ...(after !== undefined && { after }),
      })
      found += report.matched
      if (report.next === null) break
      after = report.next
      expect(parts).toBeLessThan(10)
    }
    expect(found).toBe(3)
  })

  test('a condition that never ends is left out, and holds up nothing', { timeout: 120_000 }, async () => {
    // Linear in its text and within all limits, and yet seconds of work: every letter begins a match of its own.
    let seed = 1
    const letter = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return String.fromCharCode(97 + (seed % 26))
    }
    const list = Array.from({ length: 60 }, () => Array.from({ length: 2_000 }, letter).join(''))
    await arena.stage.execute('event.send', { type: 'big.text', payload: { list } })
    await arena.stage.execute('event.send', { type: 'big.text', payload: { list: ['c'] } })
    const condition = 'event.payload.list.all(text, !text.matches("[a-m].{40}[^a-z]"))'
    const report = await simulate({
      rule: { name: 'slow', when: 'big.text', if: condition, then: [{ action: 'event.send', type: 'other.text' }] },
    })
    expect(report.skipped).toEqual([{ code: expect.stringMatching(/condition_too_slow|never_ends/), count: 1 }])
    expect(report.runs).toMatchObject({ completed: 1, skipped: 1 })
  })
})

describe('bad input', () => {
  const refused = async (body: object, call = arena.call) => {
    const answer = await call('POST', '/v1/rules/simulate', { since: '1 hour', ...body })
    return [
      answer.status,
      answer.body.code,
      ...new Set((answer.body.errors ?? answer.body.fields ?? []).map(({ path }: Json) => path)),
    ]
  }
  const rule = { name: 'new', when: 'task.created', then: [{ action: 'stop' }] }

  test('names its field', async () => {
    expect(await refused({ rule: '019b0000-0000-7000-8000-000000000001' })).toEqual([404, 'not_found', 'rule'])
    expect(await refused({ rule: { ...rule, id: '019b0000-0000-7000-8000-000000000001' } })).toEqual([
      404,
      'not_found',
      'rule.id',
    ])
    // The API runs nobody's code.
    expect((await refused({ rule: { ...rule, kind: 'playbook', code: 'process.exit()' } })).slice(0, 2)).toEqual([
      400,
      'invalid_input',
    ])
    expect(await refused({ rule, since: '2999-01-01T00:00:00Z' })).toEqual([400, 'invalid_input', 'since'])
    expect(await refused({ rule, since: 'often' })).toEqual([400, 'invalid_input', 'since'])
    expect(await refused({ rule, until: '2000-01-01T00:00:00Z' })).toEqual([400, 'invalid_input', 'until'])
    expect(await refused({ rule: { ...rule, if: 'event.task.titel == "x"' } })).toEqual([
      400,
      'invalid_condition',
      'rule.if',
    ])
    expect(
      await refused({ rule: { ...rule, then: [{ action: 'comment.create', body: '{{event.nothing}}' }] } }),
    ).toEqual([400, 'invalid_condition', 'rule.then.0.body'])
  })

  test('who may not manage automations may not simulate, and another workspace’s rules are not there', async () => {
    expect(await refused({ rule }, await arena.keyFor(['workspace.read']))).toEqual([403, 'forbidden'])
  })
})
