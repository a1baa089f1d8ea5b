import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { commandCatalogue } from './commands/catalogue.ts'
import { AppError, errorCodes } from './errors.ts'
import { CustomEventType } from './events/catalogue.ts'
import { commandIdOf, deriveId, Id, newId, runIdOf } from './ids.ts'
import { parse } from './parse.ts'
import { errorToJson, RunErrorCode } from './run-error.ts'
import { CalendarDate, Timestamp, TimeZone } from './time.ts'

const id = '019a0000-0000-7000-8000-000000000001'

function problemsOf(work: () => unknown): [path: string, code: string][] {
  try {
    work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('invalid_input')
    return error.fields.map(({ path, code }) => [path, code])
  }
  throw new Error('nothing was refused')
}

describe('parse', () => {
  const schema = commandCatalogue['task.create'].data

  test.each<[string, unknown, [string, string][]]>([
    ['nothing', undefined, [['', 'invalid_type']]],
    ['another kind of thing', 'x', [['', 'invalid_type']]],
    [
      'missing fields',
      {},
      [
        ['projectId', 'invalid_type'],
        ['title', 'invalid_type'],
      ],
    ],
    ['a wrong id', { projectId: 'p', title: 't' }, [['projectId', 'invalid_format']]],
    [
      'unknown fields, each by itself',
      { projectId: id, title: 't', colour: 1, size: 2 },
      [
        ['colour', 'unknown_field'],
        ['size', 'unknown_field'],
      ],
    ],
    ['blank text', { projectId: id, title: '  ' }, [['title', 'too_small']]],
    ['long text', { projectId: id, title: 'x'.repeat(501) }, [['title', 'too_big']]],
    ['a value outside of a list', { projectId: id, title: 't', priority: 'huge' }, [['priority', 'invalid_value']]],
    ['half a minute', { projectId: id, title: 't', estimatedMinutes: 0.5 }, [['estimatedMinutes', 'invalid_type']]],
    ['no such day', { projectId: id, title: 't', dueDate: '2026-02-30' }, [['dueDate', 'invalid_format']]],
    ['a bad tag among good ones', { projectId: id, title: 't', tags: ['a', 'b,c'] }, [['tags.1', 'invalid_format']]],
    [
      'a bad value of a map',
      { projectId: id, title: 't', customFields: { severity: { deep: 1 } } },
      [['customFields.severity', 'invalid_union']],
    ],
  ])('names the place and a stable code: %s', (_what, input, problems) => {
    expect(problemsOf(() => parse(schema, input, 'task.create'))).toEqual(problems)
  })

  test('puts a prefix before each path and says the first problem in its message', () => {
    expect(problemsOf(() => parse(schema, {}, 'task.create', ['commands', 3, 'data']))).toEqual([
      ['commands.3.data.projectId', 'invalid_type'],
      ['commands.3.data.title', 'invalid_type'],
    ])
    expect(() => parse(schema, { projectId: id, title: 't', colour: 1 }, 'task.create')).toThrow(
      'task.create is not valid: colour: no such field',
    )
  })

  const rule = { name: 'r', when: 'task.created', then: [{ action: 'task.create', title: 't' }] }
  test.each<[string, object, string, string]>([
    ['a misspelt event', { when: 'task.craeted' }, 'when', 'did you mean task.created?'],
    [
      'a misspelt event in its long form',
      { when: { event: 'task.craeted' } },
      'when.event',
      'did you mean task.created?',
    ],
    [
      'a misspelt action',
      { then: [{ action: 'task.crate', title: 't' }] },
      'then.0.action',
      'did you mean task.create?',
    ],
    ['no action', { then: [{ title: 't' }] }, 'then.0.action', 'one of task.create, task.update'],
    [
      'a misspelt field',
      { then: [{ action: 'task.create', titel: 't', title: 't' }] },
      'then.0.titel',
      'no such field; did you mean title?',
    ],
    [
      'the beginning of a name',
      { then: [{ action: 'task.update', assignee: 'x' }] },
      'then.0.assignee',
      'did you mean assigneeId?',
    ],
    ['a missing field', { then: [{ action: 'task.create' }] }, 'then.0.title', 'a text; it is missing'],
    ['another kind of value', { then: [{ action: 'task.create', title: 5 }] }, 'then.0.title', 'a text, not a number'],
    ['an empty list', { then: [] }, 'then', 'at least one entry'],
    [
      'a misspelt kind of trigger',
      { when: { webhok: 'a' } },
      'when',
      'an object with webhook, or an object with manual, or an object with run and on; did you mean webhook?',
    ],
    [
      'the form that was meant, with a field too many',
      { when: { schedule: { cron: '0 9 * * 1' }, foo: 1 } },
      'when.foo',
      'no such field',
    ],
    [
      'a form with a wrong value',
      { when: { run: 'intake', on: 'fail' } },
      'when.on',
      'one of completed, failed; did you mean failed?',
    ],
    ['no form at all', { when: 5 }, 'when', 'a text, or an object'],
  ])('says in words which form was meant and what is wrong: %s', (_what, change, path, expected) => {
    try {
      parse(commandCatalogue['rule.create'].data, { ...rule, ...change }, 'the rule')
    } catch (error) {
      const { fields } = error as AppError
      expect(fields.map((field) => field.path)).toEqual([path])
      expect(fields[0]?.expected).toContain(expected)
      expect(fields[0]?.expected).not.toMatch(/Invalid|discriminator|received|undefined/)
      return
    }
    throw new Error('nothing was refused')
  })

  test('of an id or a definition, the definition is meant by an object, also when a field is missing', () => {
    const either = z.strictObject({ rule: z.union([Id, commandCatalogue['rule.create'].data]) })
    expect(problemsOf(() => parse(either, { rule: { when: rule.when, then: rule.then } }, 'the body'))).toEqual([
      ['rule.name', 'invalid_type'],
    ])
    expect(problemsOf(() => parse(either, { rule: { ...rule, then: [{ action: 'x' }] } }, 'the body'))).toEqual([
      ['rule.then.0.action', 'invalid_union'],
    ])
  })

  test('says clearly that a value is nested too deeply, instead of running out of stack', () => {
    let deep: unknown = null
    for (let n = 0; n < 100_000; n++) deep = [deep]
    expect(problemsOf(() => parse(z.strictObject({ payload: z.json() }), { payload: deep }, 'the event'))).toEqual([
      ['', 'too_deep'],
    ])
  })
})

describe('ids', () => {
  test('are UUIDs in lower case, whatever the case of the input', () => {
    expect(Id.parse(id.toUpperCase())).toBe(id)
    expect(Id.safeParse('019a0000').success).toBe(false)
  })

  test('of the same parts are the same for ever', () => {
    // Ids of this form are stored: a change here doubles what was done before.
    expect(deriveId('a', 1)).toBe('ec8837bf-497f-5527-a560-50d4bc7e1ed6')
    expect(runIdOf('w', 'r', 'e')).toBe('7da1ef44-916c-5c81-8a8c-57ecdea9065b')
    expect(commandIdOf(id, 2, 3)).toBe('83dce797-c26b-5830-9d43-47f753471cc8')
  })

  test('differ when the parts do, also when their texts run together', () => {
    const all = [
      deriveId('a', 'b'),
      deriveId('ab'),
      deriveId('a', '', 'b'),
      deriveId('a', 'b', ''),
      commandIdOf(id, 1, 11),
      commandIdOf(id, 11, 1),
      commandIdOf(id, 1),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('of new things sort by time', async () => {
    const first = newId()
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(first < newId()).toBe(true)
  })
})

describe('time', () => {
  test.each([
    ['2026-11-22T20:51:00Z', '2026-11-22T20:51:00.000Z'],
    ['2026-11-22T20:51:00.123456+02:00', '2026-11-22T18:51:00.123Z'],
    ['2026-03-29T01:30:00-05:30', '2026-03-29T07:00:00.000Z'],
  ])('an instant with any offset becomes UTC with milliseconds: %s', (input, stored) => {
    expect(Timestamp.parse(input)).toBe(stored)
  })

  test.each(['2026-11-22', '2026-11-22T20:51:00', '2026-13-01T00:00:00Z', '2026-11-22T25:00:00Z', 'now'])(
    '%s is no instant',
    (input) => {
      expect(Timestamp.safeParse(input).success).toBe(false)
    },
  )

  test('a day is a day of the calendar; a time zone is one of IANA', () => {
    expect(['2024-02-29', '2026-12-31'].map((day) => CalendarDate.safeParse(day).success)).toEqual([true, true])
    expect(
      ['2026-02-29', '2026-1-1', '2026-11-22T00:00:00Z'].map((day) => CalendarDate.safeParse(day).success),
    ).toEqual([false, false, false])
    expect(
      ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'].map((zone) => TimeZone.safeParse(zone).success),
    ).toEqual([true, true, true])
    expect(['Mars/Base', '', 'Europe/Berlin; drop'].map((zone) => TimeZone.safeParse(zone).success)).toEqual([
      false,
      false,
      false,
    ])
  })
})

test('names of own events have two parts and stay out of ours', () => {
  const good = ['invoice.paid', 'a.b.c', 'deploy_bot.finished']
  const bad = [
    'invoice',
    'Invoice.paid',
    'invoice.',
    'task.finished',
    'rule.x',
    'webhook.received',
    'run.x',
    `a.${'b'.repeat(120)}`,
  ]
  expect(good.filter((type) => !CustomEventType.safeParse(type).success)).toEqual([])
  expect(bad.filter((type) => CustomEventType.safeParse(type).success)).toEqual([])
})

test('an error of ours shows its code and fields, any other shows nothing of itself', () => {
  const fields = [{ path: 'a', expected: 'b', code: 'c' }]
  expect(errorToJson(new AppError('in_use', 'no', { fields }))).toEqual({ code: 'in_use', message: 'no', fields })
  expect(errorToJson(new AppError('in_use', 'no'))).toEqual({ code: 'in_use', message: 'no' })
  expect(errorToJson(new Error('password=hunter2'))).toEqual({ code: 'internal', message: 'an unexpected error' })
  expect(new Set(errorCodes).size).toBe(errorCodes.length)
  expect(new Set(RunErrorCode.options).size).toBe(RunErrorCode.options.length)
})
