import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCondition, eventSchemaFor, explainCondition, indexableParts, isExpensive } from './index.ts'
import { statusChanged } from './test-event.ts'

const schema = eventSchemaFor('task.status_changed')
const test = (cel: string, params?: Record<string, unknown>) => {
  const compiled = compileCondition({ cel, ...(params && { params }) }, schema)
  if (!compiled.ok) throw new Error(compiled.problems[0].message)
  return compiled.test(statusChanged)
}

describe('conformance: what a condition answers', () => {
  it.each([
    // choices, text, lists
    ['event.to == "completed"', true],
    ['event.to != "completed"', false],
    ['event.to in ["completed", "canceled"]', true],
    ['event.task.title.startsWith("Login")', true],
    ['event.task.title.contains("fails") && !event.task.title.endsWith("x")', true],
    ['event.task.title == r"Login \\d"', false],
    ['"review" in event.task.tags', true],
    ['event.task.tags[0] == "bug"', true],
    ['size(event.task.tags) == 2', true],
    ['event.task.tags.exists(tag, tag.startsWith("rev"))', true],
    ['event.task.tags.all(tag, tag != "wontfix")', true],
    ['event.task.tags.filter(tag, tag == "bug").size() == 1', true],
    // numbers: whole ones are integers, JSON numbers of unknown fields are doubles, and they compare
    ['event.task.estimatedMinutes > 20', true],
    ['event.task.estimatedMinutes > 20.5', true],
    ['event.task.estimatedMinutes + 30 == 60', true],
    ['event.task.estimatePoints == 1.5', true],
    ['event.seq == 5', true],
    ['event.task.customFields.severity == 3', true],
    ['event.task.customFields.severity >= 2.5', true],
    ['event.task.customFields.severity in [1, 3]', true],
    // times and dates
    ['event.task.completedAt > timestamp("2026-01-01T00:00:00Z")', true],
    ['event.occurredAt - event.task.createdAt > duration("24h")', true],
    ['event.occurredAt.getDayOfWeek("Europe/Berlin") == 0', true],
    ['event.task.startDate < "2026-12-01"', true],
    // null
    ['event.task.dueDate == null', true],
    ['event.task.assigneeId != null', false],
    ['event.task.assigneeId == "somebody"', false],
    ['event.task.assigneeId != "somebody"', true],
    // changes
    ['"status" in event.changes', true],
    ['event.changes.status.after == "completed"', true],
    // keys that may be missing
    ['has(event.task.customFields.team)', false],
    ['has(event.task.customFields.severity)', true],
    ['event.task.customFields.?team.orValue("none") == "none"', true],
    ['event.task.title == "x" ? false : true', true],
    ['event.task.customFields.team == "a" || event.to == "completed"', true],
    ['event["to"] == "completed"', true],
    ['event.task.title.matches("^Login .*s$")', true],
    ['(event.task.title + "!").matches("!$")', true],
    ['event.task.title // matches(\n .matches("fails")', true],
  ])('%s → %s', (cel, expected) => expect(test(cel)).toEqual({ matched: expected, error: null }))

  it.each([
    ['event.task.dueDate < "2026-12-01"', 'a field of it is null where a value is needed'],
    ['!(event.task.dueDate < "2026-12-01")', 'a field of it is null where a value is needed'],
    ['event.task.customFields.team == "a"', 'No such key: team'],
    ['!(event.task.customFields.team == "a")', 'No such key: team'],
    ['event.task.tags[7] == "a"', 'No such key: index out of bounds, index 7 >= size 2'],
    ['event.seq / 0 == 1', 'division by zero'],
  ])('%s cannot be told, so it does not match', (cel, error) => expect(test(cel)).toEqual({ matched: false, error }))

  it('takes params of a wait', () => {
    expect(
      test('event.task.id == params.p1 && event.occurredAt > timestamp(params.p2)', {
        p1: statusChanged.task.id,
        p2: '2026-01-01T00:00:00Z',
      }).matched,
    ).toBe(true)
    const compiled = compileCondition({ cel: 'event.task.id == params.p1' }, schema)
    expect(
      compiled.ok && [
        compiled.evaluate(statusChanged, { p1: statusChanged.task.id }),
        compiled.evaluate(statusChanged, { p1: 'x' }),
      ],
    ).toEqual([true, false])
  })
})

describe('what is refused when a condition is saved', () => {
  it.each([
    [
      'event.to == "completd"',
      'wrong_value',
      12,
      'event.to is never "completd"; did you mean "completed"?',
      'one of triage, backlog, unstarted, started, completed, canceled',
    ],
    [
      '"completd" == event.to',
      'wrong_value',
      0,
      'event.to is never "completd"; did you mean "completed"?',
      expect.anything(),
    ],
    ['event.to in ["started", "done"]', 'wrong_value', 24, 'event.to is never "done"', expect.anything()],
    [
      'event.task.titel == "x"',
      'unknown_field',
      0,
      'task.status_changed has no field event.task.titel; did you mean title?',
      expect.stringContaining('title'),
    ],
    ['has(event.task.titel)', 'unknown_field', 4, expect.stringContaining('did you mean title?'), expect.anything()],
    [
      'event.task.?titel.orValue("") == ""',
      'unknown_field',
      0,
      expect.stringContaining('did you mean title?'),
      expect.anything(),
    ],
    ['event.task.title == 5', 'wrong_type', 20, 'event.task.title is text, not 5', 'text'],
    [
      'event.task.dueDate == 5',
      'wrong_type',
      22,
      'event.task.dueDate is a date such as "2026-11-22" or null, not 5',
      expect.anything(),
    ],
    [
      'event.task.completedAt > "2026-01-01"',
      'wrong_type',
      25,
      expect.stringContaining('is a time such as timestamp('),
      expect.anything(),
    ],
    ['event.to == null', 'wrong_type', 12, 'event.to is never null', expect.anything()],
    ['event.task.tags > 3', 'wrong_type', 18, 'event.task.tags is a list, not 3', 'a list'],
    ['task.title == "x"', 'unknown_variable', 0, 'Unknown variable: task', 'event or params'],
    ['event.task.title.shout() == "X"', 'unknown_function', 0, 'there is no function shout in conditions', null],
    ['event.task.title.split("").size() > 3', 'unknown_function', 0, 'there is no function split in conditions', null],
    ['cel.bind(a, "x", a == "x")', 'unknown_function', 0, 'there is no function bind in conditions', null],
    ['event.task.title.matchRe("x")', 'unknown_function', 0, 'there is no function matchRe in conditions', null],
    ['event.task.title', 'not_boolean', 0, 'a condition is true or false; this is string', 'true or false'],
    ['event.to ==', 'syntax', 11, 'Unexpected token: EOF', null],
    [
      'event.task.title.matches("(?=a)b")',
      'invalid_regular_expression',
      25,
      expect.stringContaining('RE2'),
      expect.anything(),
    ],
    [
      'event.task.title.matches(event.to)',
      'not_allowed',
      25,
      'the regular expression of matches() must be written out',
      'a text literal',
    ],
    [
      'event.task.tags.all(a, event.task.tags.all(b, a == b))',
      'too_complex',
      23,
      expect.stringContaining('inside another'),
      null,
    ],
    [
      'event.task.tags.map(a, event.task.tags.map(b, b)).size() > 1',
      'too_complex',
      23,
      expect.stringContaining('inside another'),
      null,
    ],
    [
      'event.task.tags.exists(a, (a + a) == "bugbug")',
      'too_complex',
      27,
      'text and lists cannot be added inside a comprehension',
      null,
    ],
    [
      `event.seq in [${Array.from({ length: 300 }, (_, index) => index).join(',')}]`,
      'too_complex',
      expect.any(Number),
      expect.stringContaining('maxListElements'),
      null,
    ],
    [
      Array.from({ length: 200 }, () => 'event.seq == 1').join(' || '),
      'too_complex',
      expect.any(Number),
      expect.stringContaining('maxAstNodes'),
      null,
    ],
    [`event.task.title == "${'x'.repeat(4_000)}"`, 'too_long', 4_000, expect.stringContaining('4000 characters'), null],
  ])('%s', (cel, code, start, message, expected) => {
    const compiled = compileCondition({ cel }, schema)
    expect(compiled.ok).toBe(false)
    expect(compiled.problems[0]).toMatchObject({ code, start, message, expected })
  })

  it('says line and column', () => {
    const compiled = compileCondition({ cel: 'event.to == "completed" &&\n  event.from == "nowhere"' }, schema)
    expect(compiled.problems[0]).toMatchObject({ line: 2, column: 17 })
  })

  it('names a param that is not given', () => {
    const compiled = compileCondition({ cel: 'event.task.id == params.p2', params: { p1: 'x' } }, schema)
    expect(compiled.problems[0]).toMatchObject({
      code: 'unknown_param',
      message: 'there is no param p2; did you mean p1?',
    })
  })

  it('asks of several event types that all have the field, unless it is read as optional', () => {
    const types = [schema, eventSchemaFor('task.created')] as const
    expect(compileCondition({ cel: 'event.task.title == "x"' }, ...types).ok).toBe(true)
    expect(compileCondition({ cel: 'event.to == "completed"' }, ...types).problems[0]).toMatchObject({
      message: 'task.created has no field event.to',
    })
    const optional = compileCondition({ cel: 'event.?to.orValue("completed") == "completed"' }, ...types)
    expect(optional.ok && optional.evaluate(statusChanged)).toBe(true)
    expect(optional.ok && optional.evaluate({ ...statusChanged, type: 'task.created', to: undefined })).toBe(true)
  })
})

describe('cost', () => {
  it('matches in linear time what stalls a backtracking engine', () => {
    const compiled = compileCondition({ cel: 'event.task.title.matches("^(a+)+$")' }, schema)
    const event = { ...statusChanged, task: { ...statusChanged.task, title: `${'a'.repeat(5_000)}!` } }
    const started = performance.now()
    expect(compiled.ok && compiled.evaluate(event)).toBe(false)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('refuses to walk a very long list', () => {
    const compiled = compileCondition({ cel: 'event.payload.items.exists(i, i == 1)' }, eventSchemaFor('shop.ordered'))
    const event = { ...statusChanged, type: 'shop.ordered', payload: { items: Array.from({ length: 1_001 }, () => 0) } }
    expect(compiled.ok && compiled.test(event).error).toMatch('more than 1000 elements')
  })

  it('tells what is expensive', () => {
    expect(isExpensive({ cel: 'event.to == "completed"' })).toBe(false)
    expect(isExpensive({ cel: 'event.task.tags.exists(t, t == "x")' })).toBe(true)
    expect(isExpensive({ cel: 'event.task.title.matches("x")' })).toBe(true)
  })
})

describe('properties', () => {
  const event = (title: string, minutes: number | null) => ({
    ...statusChanged,
    task: { ...statusChanged.task, title, estimatedMinutes: minutes },
  })

  it('equality with a literal means equality of the values', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, literal) => {
        const compiled = compileCondition({ cel: `event.task.title == params.p`, params: { p: literal } }, schema)
        return compiled.ok && compiled.evaluate(event(value, 1)) === (value === literal)
      }),
    )
  })

  it('whole numbers compare as numbers do', () => {
    fc.assert(
      fc.property(fc.option(fc.integer()), fc.integer(), (value, bound) => {
        const compiled = compileCondition({ cel: `event.task.estimatedMinutes < ${bound}` }, schema)
        return compiled.ok && compiled.evaluate(event('x', value)) === (value !== null && value < bound)
      }),
    )
  })

  it('no source makes compiling throw', () => {
    const word = fc.constantFrom(
      'event',
      '.to',
      '.task',
      '.title',
      '==',
      '"completed"',
      '&&',
      '!',
      '(',
      ')',
      '[',
      ']',
      'in',
      'has',
      '5',
      '1.5',
      '.exists(',
      'x,',
      '?',
      ':',
      'null',
      '.matches(',
      '.?',
      'params',
      '{',
      '}',
      '//',
      '\n',
      '+',
    )
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        (words) => typeof compileCondition({ cel: words.join(' ') }, schema).ok === 'boolean',
      ),
      { numRuns: 2_000 },
    )
  })

  it('what is indexable is demanded: an event without it never matches', () => {
    const part = fc.constantFrom(
      'event.to == "completed"',
      '"review" in event.task.tags',
      '5 == event.seq',
      'event.seq <= 5',
      'event.to.startsWith("comp")',
      'event.task.title != "x"',
      '(event.to == "started" || event.seq > 1)',
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const condition = { cel: parts.join(' && ') }
        const compiled = compileCondition(condition, schema)
        const other = { ...statusChanged, to: 'canceled', seq: 6, task: { ...statusChanged.task, tags: [] } }
        return compiled.ok && (indexableParts(condition).length === 0 || !compiled.evaluate(other))
      }),
    )
  })
})

it('finds the parts that an index can use', () => {
  const cel =
    'event.task.id == params.id && "review" in event.task.tags && 5 == event.seq && (event.to == "a" || true) && event.task.title != "x" && true == event.task["archived"]'
  expect(indexableParts({ cel, params: { id: 'q' } })).toEqual([
    { kind: 'equals', path: ['task', 'id'], value: 'q' },
    { kind: 'contains', path: ['task', 'tags'], value: 'review' },
    { kind: 'equals', path: ['seq'], value: 5 },
    { kind: 'equals', path: ['task', 'archived'], value: true },
  ])
  expect(indexableParts({ cel: 'event.to == "a" || event.seq == 1' })).toEqual([])
  const bounds = 'event.seq > 5 && 7 >= event.seq && event.depth < params.most && event.task.title.startsWith("In")'
  expect(indexableParts({ cel: bounds, params: { most: 3 } })).toEqual([
    { kind: 'atLeast', path: ['seq'], value: 5 },
    { kind: 'atMost', path: ['seq'], value: 7 },
    { kind: 'atMost', path: ['depth'], value: 3 },
    { kind: 'startsWith', path: ['task', 'title'], value: 'In' },
  ])
  const none = 'event.task.dueDate < "2027-01-01" && event.task.title.endsWith("x") && "abc".startsWith(event.to)'
  expect(indexableParts({ cel: none })).toEqual([])
})

it('explains which part an event does not meet', () => {
  expect(
    explainCondition(
      { cel: 'event.to == "completed" && "urgent" in event.task.tags && event.task.dueDate < "2027-01-01"' },
      schema,
      statusChanged,
    ),
  ).toEqual([
    { cel: 'event.to == "completed"', matched: true, error: null, values: { 'event.to': '"completed"' } },
    {
      cel: '"urgent" in event.task.tags',
      matched: false,
      error: null,
      values: { 'event.task.tags': '["bug", "review"]' },
    },
    {
      cel: 'event.task.dueDate < "2027-01-01"',
      matched: false,
      error: 'a field of it is null where a value is needed',
      values: { 'event.task.dueDate': 'null' },
    },
  ])
})
