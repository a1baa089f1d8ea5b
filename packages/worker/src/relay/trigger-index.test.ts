import type { AnyEvent } from '@orchestrator/domain'
import { compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Guard, type TriggerEntry, TriggerIndex } from './trigger-index.ts'

const id = (n: number) => `019a0000-0000-7000-8000-00000000000${n}`
const free: Guard = { before: () => {}, after: () => {} }

const ids = fc.integer({ min: 1, max: 3 }).map(id)
const words = fc.constantFrom('a', 'b', 'c d', 'ü', '')
const numbers = fc.constantFrom(0, 1, 2, -1, 1.5)

const task = fc.record({
  id: ids,
  projectId: ids,
  title: words,
  priority: fc.constantFrom('none', 'high'),
  assigneeId: fc.option(ids),
  tags: fc.array(words, { maxLength: 3 }),
  estimatedMinutes: fc.option(fc.integer({ min: 0, max: 3 })),
  estimatePoints: fc.option(numbers),
  customFields: fc.dictionary(
    fc.constantFrom('severity', 'note', 'constructor'),
    fc.oneof(words, numbers, fc.boolean()),
    { noNullPrototype: true },
  ),
})
const common = {
  id: ids,
  workspaceId: ids,
  seq: fc.integer({ min: 1, max: 3 }),
  projectId: fc.option(ids),
  depth: fc.integer({ min: 0, max: 2 }),
  occurredAt: fc.constant('2026-11-22T20:51:00.123Z'),
}
const event: fc.Arbitrary<AnyEvent> = fc
  .oneof(
    fc.record({ ...common, type: fc.constant('task.created'), task }),
    fc.record({
      ...common,
      type: fc.constant('task.status_changed'),
      task,
      from: fc.constantFrom('started', 'completed'),
      to: fc.constantFrom('started', 'completed'),
    }),
    fc.record({
      ...common,
      type: fc.constant('invoice.paid'),
      payload: fc.oneof(
        fc.record({ amount: numbers, ok: fc.boolean(), who: fc.option(words), list: fc.array(words) }),
        words,
        fc.constant(null),
      ),
    }),
    fc.record({ ...common, type: fc.constant('project.created'), project: fc.record({ id: ids, key: words }) }),
  )
  .map((one) => one as unknown as AnyEvent)

const text = (value: string) => JSON.stringify(value)
const taskTest = fc.oneof(
  ids.map((one) => `event.task.id == ${text(one)}`),
  ids.map((one) => `${text(one)} == event.task.projectId`),
  ids.map((one) => `event.task.assigneeId == ${text(one)}`),
  fc.constant('event.task.assigneeId == null'),
  words.map((word) => `event.task.title == ${text(word)}`),
  words.map((word) => `${text(word)} in event.task.tags`),
  fc.constantFrom('severity', 'note', 'constructor').map((key) => `"${key}" in event.task.customFields`),
  fc.tuple(fc.constantFrom('severity', 'note'), numbers).map(([key, n]) => `event.task.customFields.${key} == ${n}`),
  fc.boolean().map((flag) => `event.task.customFields.severity == ${flag}`),
  fc.integer({ min: 0, max: 3 }).map((n) => `event.task.estimatedMinutes == ${n}`),
  fc.constantFrom('0.0', '1.5', '2.0').map((n) => `event.task.estimatePoints == ${n}`),
  fc.integer({ min: 1, max: 3 }).map((n) => `event.seq == ${n}`),
  fc.integer({ min: 1, max: 3 }).map((n) => `event.depth < ${n}`),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: 0, max: 3 }))
    .map(([op, n]) => `event.task.estimatedMinutes ${op} ${n}`),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom('0.0', '1.5'))
    .map(([op, n]) => `${n} ${op} event.task.estimatePoints`),
  fc.constantFrom('severity', 'note').map((key) => `event.task.customFields.${key} > 0`),
  fc.constantFrom('', 'a', 'c', 'c d', 'ü').map((word) => `event.task.title.startsWith(${text(word)})`),
  ids.map((one) => `event.projectId != ${text(one)}`),
  words.map((word) => `event.task.tags.exists(tag, tag == ${text(word)})`),
  fc.constantFrom('a|c', '^$').map((pattern) => `event.task.title.matches(${text(pattern)})`),
  ids.map((one) => `event.task.id == params.who && params.who != ${text(one)}`),
  fc.constant('params.word in event.task.tags'),
)
const payloadTest = fc.oneof(
  numbers.map((n) => `event.payload.amount == ${n}`),
  fc.boolean().map((flag) => `event.payload.ok == ${flag}`),
  words.map((word) => `event.payload.who == ${text(word)}`),
  words.map((word) => `event.payload == ${text(word)}`),
  words.map((word) => `${text(word)} in event.payload.list`),
  words.map((word) => `"who" in event.payload && event.payload.who == ${text(word)}`),
)
const joined = (test: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.letrec<{ cel: string }>((tie) => ({
    cel: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      test,
      fc.tuple(tie('cel'), tie('cel')).map(([a, b]) => `(${a}) && (${b})`),
      fc.tuple(tie('cel'), tie('cel')).map(([a, b]) => `(${a}) || (${b})`),
      tie('cel').map((a) => `!(${a})`),
    ),
  })).cel

const entry: fc.Arbitrary<Omit<TriggerEntry, 'key'>> = fc.oneof(
  fc.record({
    types: fc.constantFrom(['task.created'], ['task.status_changed'], ['task.created', 'task.status_changed']),
    cel: fc.option(joined(taskTest), { freq: 8 }),
    params: fc.record({ who: ids, word: words }),
  }),
  fc.record({
    types: fc.constant(['invoice.paid']),
    cel: fc.option(joined(payloadTest), { freq: 8 }),
    params: fc.constant({}),
  }),
)

/** What the index is to give: every trigger asked, one by one. */
function scan(entries: readonly TriggerEntry[], event: AnyEvent): string[] {
  return entries
    .filter(({ types, cel, params = {} }) => {
      if (!types.includes(event.type)) return false
      if (cel === null) return true
      const condition = compileCondition({ cel, params: params as never }, ...types.map(eventSchemaFor))
      return condition.ok && condition.evaluate(event, params as never)
    })
    .map(({ key }) => key)
}

describe('TriggerIndex', () => {
  test('finds exactly what asking every trigger finds, also after some were replaced and removed', async () => {
    let matched = 0
    let compiled = 0
    await fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 25 }),
        fc.array(entry, { maxLength: 8 }),
        fc.array(fc.nat({ max: 24 }), { maxLength: 5 }),
        fc.array(event, { minLength: 1, maxLength: 12 }),
        (first, second, gone, events) => {
          const entries = new Map<string, TriggerEntry>()
          const index = new TriggerIndex()
          const add = (one: Omit<TriggerEntry, 'key'>, n: number) => {
            const keyed = { ...one, key: `k${n}` }
            entries.set(keyed.key, keyed)
            index.add(keyed)
          }
          first.forEach(add)
          second.forEach(add)
          for (const n of gone) {
            entries.delete(`k${n}`)
            index.remove(`k${n}`)
          }
          for (const one of events) {
            const found = index.match(one, free)
            expect(new Set(found).size).toBe(found.length)
            expect([...found].sort()).toEqual(scan([...entries.values()], one).sort())
            matched += found.length
          }
          compiled += [...entries.values()].filter(
            ({ cel, types, params }) =>
              cel === null || compileCondition({ cel, params: params as never }, ...types.map(eventSchemaFor)).ok,
          ).length
        },
      ),
      { numRuns: 150 },
    )
    // A property over conditions that never hold, or do not compile, would prove nothing.
    expect(matched).toBeGreaterThan(200)
    expect(compiled).toBeGreaterThan(200)
  })

  test('asks only those that could match: ten thousand others cost nothing', () => {
    const index = new TriggerIndex()
    let asked = 0
    const counting: Guard = { before: () => void asked++, after: () => {} }
    for (let n = 0; n < 10_000; n++)
      index.add({
        key: `k${n}`,
        types: ['task.created'],
        cel: `event.task.projectId == "project-${n}" && event.task.title.matches("x")`,
      })
    const [one] = fc.sample(
      event.filter(({ type }) => type === 'task.created'),
      1,
    ) as unknown as [{ task: object }]
    expect(
      index.match(
        { ...one, task: { ...one.task, projectId: 'project-77', title: 'x' } } as unknown as AnyEvent,
        counting,
      ),
    ).toEqual(['k77'])
    expect(asked).toBe(1)
  })

  test('guards what can be slow, and tells the end of it also when it finds nothing', () => {
    const index = new TriggerIndex()
    const calls: string[] = []
    const guard: Guard = {
      before: ({ key }) => void calls.push(`before ${key}`),
      after: () => void calls.push('after'),
    }
    index.add({ key: 'cheap', types: ['task.created'], cel: 'event.depth == 0' })
    index.add({ key: 'slow', types: ['task.created'], cel: 'event.task.title.matches("y")' })
    index.match({ type: 'task.created', depth: 0, task: { title: 'x' } } as unknown as AnyEvent, guard)
    expect(calls).toEqual(['before slow', 'after'])
  })

  test('leaves out a trigger whose condition does not compile', () => {
    const index = new TriggerIndex()
    index.add({ key: 'bad', types: ['task.created'], cel: 'event.task.nope == 1' })
    index.add({ key: 'good', types: ['task.created'], cel: null })
    expect(index.match({ type: 'task.created', task: {} } as unknown as AnyEvent, free)).toEqual(['good'])
  })
})
