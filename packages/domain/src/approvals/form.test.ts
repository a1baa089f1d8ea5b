import { describe, expect, it, test } from 'vitest'
import * as z from 'zod'
import { checkAnswer, defaultAsk, readForm } from './form.ts'
import { nextReminder } from './reminders.ts'

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>

const Everything = z.object({
  approved: z.boolean(),
  only: z.literal(true).optional(),
  size: z.enum(['S', 'M', 'L']),
  kind: z.union([z.literal('a'), z.literal('b')]),
  tags: z.array(z.enum(['x', 'y'])).min(1),
  note: z.string().max(20).optional().meta({ title: 'Note to the team', description: 'What they should know' }),
  code: z.string().regex(/^[A-Z]{3}-\d+$/),
  amount: z.number().gt(0).max(10),
  pieces: z.int().min(2),
  day: z.iso.date(),
  at: z.iso.datetime({ offset: true }),
  mail: z.email(),
  page: z.url(),
  maybe: z.string().nullable(),
})
const ask = jsonSchema(Everything)
const right = {
  approved: true,
  size: 'M',
  kind: 'b',
  tags: ['x'],
  code: 'ABC-12',
  amount: 2.5,
  pieces: 3,
  day: '2026-11-27',
  at: '2026-11-27T10:00:00+01:00',
  mail: 'a@example.com',
  page: 'https://example.com/x',
  maybe: null,
}
const problem = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { path: string }[] }
    return [code, ...fields.map(({ path }) => path)]
  }
  return []
}

describe('a question', () => {
  it('is read in its order, with words for people', () => {
    expect(readForm(ask).map(({ name, kind }) => [name, kind])).toMatchObject([
      ['approved', 'boolean'],
      ['only', 'boolean'],
      ['size', 'choice'],
      ['kind', 'choice'],
      ['tags', 'choices'],
      ['note', 'text'],
      ['code', 'text'],
      ['amount', 'number'],
      ['pieces', 'number'],
      ['day', 'text'],
      ['at', 'text'],
      ['mail', 'text'],
      ['page', 'text'],
      ['maybe', 'text'],
    ])
    const note = readForm(ask).find(({ name }) => name === 'note')
    expect(note).toMatchObject({ label: 'Note to the team', help: 'What they should know', required: false, max: 20 })
    expect(readForm(defaultAsk).map(({ label, required }) => [label, required])).toEqual([
      ['Approve', true],
      ['Comment', false],
    ])
  })

  it.each([
    ['no object', { type: 'string' }, 'ask'],
    ['no fields', { type: 'object', properties: {} }, 'ask.properties'],
    [
      'a field in a field',
      { type: 'object', properties: { a: { type: 'object', properties: {} } } },
      'ask.properties.a',
    ],
    [
      'a list of texts',
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } },
      'ask.properties.a',
    ],
    ['a reference', { type: 'object', properties: { a: { $ref: '#/$defs/x' } } }, 'ask.properties.a'],
    [
      'a stranger that is required',
      { type: 'object', properties: { a: { type: 'string' } }, required: ['b'] },
      'ask.required',
    ],
    [
      'a pattern that looks ahead',
      { type: 'object', properties: { a: { type: 'string', pattern: '(?=a)' } } },
      'ask.properties.a.pattern',
    ],
    [
      'a name that changes objects',
      { type: 'object', properties: JSON.parse('{"__proto__":{"type":"string"}}') },
      'ask.properties.__proto__',
    ],
    [
      'too many fields',
      {
        type: 'object',
        properties: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`f${n}`, { type: 'string' }])),
      },
      'ask.properties',
    ],
  ])('with %s is refused, and where', (_, wrong, path) => {
    expect(problem(() => readForm(wrong))).toEqual(['invalid_input', path])
  })
})

describe('an answer', () => {
  it('is what the schema takes', () => {
    expect(checkAnswer(ask, right)).toEqual(right)
    expect(Everything.safeParse(right).error).toBeUndefined()
  })

  it.each([
    ['approved', 'true'],
    ['only', false],
    ['size', 'XL'],
    ['kind', 'c'],
    ['tags', []],
    ['tags', ['x', 'x']],
    ['note', 'x'.repeat(21)],
    ['code', 'abc'],
    ['amount', 0],
    ['amount', 10.5],
    ['pieces', 2.5],
    ['day', '27.11.2026'],
    ['at', 'soon'],
    ['mail', 'nobody'],
    ['page', 'javascript:alert(1)'],
    ['maybe', 1],
    ['unknown', 1],
  ])('with %s %j is refused, and where', (name, value) => {
    const [code, path] = problem(() => checkAnswer(ask, { ...right, [name]: value }))
    expect([code, path?.startsWith(`answer.${name}`)]).toEqual(['invalid_input', true])
  })

  it('takes no time for a pattern that would hold up others', () => {
    const slow = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } }, required: ['a'] }
    const startedAt = performance.now()
    expect(problem(() => checkAnswer(slow, { a: `${'a'.repeat(5_000)}!` }))).toEqual(['invalid_input', 'answer.a'])
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})

test('reminders: every so often, at instants, never after the end, and none that was missed is made up for', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
  const plan = { remindEveryMs: 2 * 3_600_000, remindAt: [at(3)], expiresAt: at(7) }
  const times: string[] = []
  for (let next = nextReminder(plan, at(0), at(0)); next !== null; next = nextReminder(plan, next, at(0)))
    times.push(next)
  expect(times).toEqual([at(2), at(3), at(4), at(6)])
  expect(nextReminder(plan, at(5), at(0))).toBe(at(6))
  expect(nextReminder({ ...plan, expiresAt: null }, at(100), at(0))).toBe(at(102))
  expect(nextReminder({ remindEveryMs: null, remindAt: [], expiresAt: null }, at(0), at(0))).toBe(null)
})
