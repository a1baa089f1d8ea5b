import { compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { EventMap } from '../generated/events.ts'
import { cel, defineEvent, on } from '../index.ts'
import { partsOf, type Trigger } from '../trigger/trigger.ts'
import { conditionData } from './condition.ts'
import type { If } from './fields.ts'
import { printLiteral } from './literal.ts'

type Changed = EventMap['task.status_changed']
const print = (condition: If<Changed>, form: 'inline' | 'params' = 'inline') =>
  printOf(on('task.status_changed', { if: condition }), form)
const printOf = (trigger: Trigger, form: 'inline' | 'params' = 'inline') => {
  const condition = partsOf(trigger)?.condition
  if (!condition) throw new Error('no condition')
  return conditionData(condition, form)
}
const invoicePaid = defineEvent(
  'invoice.paid',
  z.object({
    amount: z.number(),
    items: z.array(z.object({ sku: z.string() })),
    customer: z.object({ email: z.string() }).optional(),
  }),
)

describe('the builder prints CEL', () => {
  it.each<[string, If<Changed>]>([
    [
      'event.to == "completed" && "review" in event.task.tags',
      (e) => e.to.eq('completed').and(e.task.tags.has('review')),
    ],
    ['event.to != "canceled"', (e) => e.to.ne('canceled')],
    ['event.to in ["completed", "canceled"]', (e) => e.to.in(['completed', 'canceled'])],
    ['event.task.title.startsWith("A \\"quoted\\" {{x}}")', (e) => e.task.title.startsWith('A "quoted" {{x}}')],
    ['event.task.title.matches("^bug-\\\\d+")', (e) => e.task.title.matches('^bug-\\d+')],
    ['event.task.estimatedMinutes >= 30', (e) => e.task.estimatedMinutes.gte(30)],
    ['event.task.estimatePoints < 1.5', (e) => e.task.estimatePoints.lt(1.5)],
    ['event.task.dueDate <= "2026-12-01"', (e) => e.task.dueDate.lte('2026-12-01')],
    [
      'event.task.completedAt > timestamp("2026-01-01T00:00:00.000Z")',
      (e) => e.task.completedAt.gt('2026-01-01T00:00:00Z'),
    ],
    ['event.occurredAt < timestamp("2026-01-01T00:00:00.000Z")', (e) => e.occurredAt.lt(new Date('2026-01-01'))],
    ['event.task.assigneeId != null', (e) => e.task.assigneeId.exists()],
    ['!(event.task.assigneeId != null)', (e) => e.task.assigneeId.exists().not()],
    ['"status" in event.changes', (e) => e.changes.has('status')],
    ['"title" in event.changes', (e) => e.task.title.changed()],
    ['event.changes.status.before == "started"', (e) => e.changes.get('status').before.eq('started')],
    ['event.task.customFields.severity >= 3', (e) => e.task.customFields.get('severity').gte(3)],
    ['event.task.customFields["cost centre"] == "x"', (e) => e.task.customFields.get('cost centre').eq('x')],
    ['event.task.customFields.?severity.orValue(null) != null', (e) => e.task.customFields.get('severity').exists()],
    ['size(event.task.tags) == 0', (e) => e.task.tags.isEmpty()],
    [
      'event.task.tags.exists(item, item.startsWith("team-") && item != "team-x")',
      (e) => e.task.tags.some((tag) => tag.startsWith('team-').and(tag.ne('team-x'))),
    ],
    [
      '(event.to == "completed" || event.to == "canceled") && event.from == "started"',
      (e) => e.to.eq('completed').or(e.to.eq('canceled')).and(e.from.eq('started')),
    ],
    [
      'event.from == "started" && (event.to == "completed" || event.seq > 3)',
      (e) => e.from.eq('started').and(e.to.eq('completed').or(e.seq.gt(3))),
    ],
    ['event.task.assigneeId == event.actor.memberId', cel`event.task.assigneeId == event.actor.memberId`],
    [
      '(event.seq > 3 || event.to == "completed") && event.from == "started"',
      (e) => cel`event.seq > ${3} || event.to == ${'completed'}`.and(e.from.eq('started')),
    ],
  ])('%s', (text, condition) => {
    const { cel: printed } = print(condition)
    expect(printed).toBe(text)
    expect(compileCondition({ cel: printed }, eventSchemaFor('task.status_changed')).problems).toEqual([])
  })

  it('keeps constants of a wait as params, so that its text is the same in every run', () => {
    expect(
      print(
        (e) =>
          e.task.id
            .eq('some-id')
            .and(e.to.in(['completed']), e.occurredAt.gt(new Date('2026-01-01')), e.task.assigneeId.exists()),
        'params',
      ),
    ).toEqual({
      cel: 'event.task.id == params.p1 && event.to in params.p2 && event.occurredAt > timestamp(params.p3) && event.task.assigneeId != null',
      params: { p1: 'some-id', p2: ['completed'], p3: '2026-01-01T00:00:00.000Z' },
    })
  })

  it('reads payloads of own events and bodies of webhooks', () => {
    expect(
      printOf(
        on(invoicePaid, {
          if: (e) =>
            e.payload.amount.gt(100).and(
              e.payload.customer.exists(),
              e.payload.items.some((item) => item.sku.eq('a')),
            ),
        }),
      ).cel,
    ).toBe(
      'event.payload.amount > 100 && event.payload.?customer.orValue(null) != null && event.payload.items.exists(item, item.sku == "a")',
    )
    expect(
      printOf(on.webhook('a', { body: z.object({ action: z.string() }), if: (e) => e.body.action.eq('opened') })).cel,
    ).toBe('event.body.action == "opened"')
  })

  it('offers of several types what all have', () => {
    expect(
      printOf(on(['task.created', 'task.updated'], { if: (e) => e.task.title.eq('x').and(e.type.eq('task.created')) }))
        .cel,
    ).toBe('event.task.title == "x" && event.type == "task.created"')
  })
})

describe('what gets lost is said when the file is loaded', () => {
  const bad = (condition: (e: never) => unknown) => () => on('task.status_changed', { if: condition as never })
  it.each<
    [
      string,
      (e: { to: { eq(v: string): object }; from: { eq(v: string): object }; task: { tags: object } }) => unknown,
      string,
    ]
  >([
    [
      '&&',
      (e) => e.to.eq('completed') && e.from.eq('started'),
      'A part of the condition gets lost: event.to == "completed".',
    ],
    ['||', (e) => e.to.eq('completed') || e.from.eq('started'), 'Write a.or(b) instead of a || b'],
    ['!', (e) => !e.to.eq('completed'), 'this one returned false'],
    ['a statement without return', (e) => void e.to.eq('completed'), 'this one returned nothing'],
    ['===', (e) => (e.to as unknown) === 'completed', 'write .eq(x) for ==='],
    ['a field alone', (e) => e.to, 'this one returned a field'],
    [
      'text of a field',
      (e) => `${e.to as unknown as string}` === 'x',
      'event.to has no value while the condition is recorded',
    ],
    [
      'an unused part',
      (e) => {
        e.from.eq('started')
        return e.to.eq('completed')
      },
      'gets lost: event.from == "started"',
    ],
  ])('%s', (_, condition, text) => {
    expect(bad(condition as never)).toThrow(text)
  })

  it('a condition made outside can be used inside, more than once', () => {
    const done = cel`event.to == "completed"`
    expect(print((e) => done.and(e.seq.gt(1)).or(done)).cel).toBe(
      '(event.to == "completed" && event.seq > 1) || event.to == "completed"',
    )
  })

  it('constants that cannot be compared', () => {
    expect(() => print((e) => e.seq.eq(Number.NaN))).toThrow('cannot compare with NaN')
    expect(() => print((e) => e.occurredAt.gt('yesterday'))).toThrow('an invalid Date')
    expect(() => print((e) => e.task.title.eq({} as string))).toThrow('cannot compare with object')
  })
})

describe('nothing in a constant is read as code', () => {
  const schema = eventSchemaFor('task.status_changed')
  it('text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const compiled = compileCondition({ cel: `event.task.title == ${printLiteral(text)}` }, schema)
        return compiled.ok && compiled.evaluate({ type: 'task.status_changed', task: { title: text } })
      }),
    )
  })
  it('numbers', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), (number) => {
        fc.pre(!Number.isInteger(number) || Number.isSafeInteger(number))
        const compiled = compileCondition({ cel: `event.task.estimatePoints == dyn(${printLiteral(number)})` }, schema)
        return compiled.ok && compiled.evaluate({ type: 'task.status_changed', task: { estimatePoints: number } })
      }),
    )
  })
})
