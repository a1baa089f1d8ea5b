import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customFieldSchema } from '../entities/custom-field.ts'
import { FieldMap } from '../entities/mapping.ts'
import type { Side } from './merge-sides.ts'
import type { Names, OwnField } from './names.ts'
import { leftThere, type Shapes, toSide, toFields as translate, withoutLeft } from './translate.ts'

const map = (theirs: string, ours: string, values?: [string, string][]) =>
  FieldMap.parse({ theirs, ours, ...(values && { values: values.map(([t, o]) => ({ theirs: t, ours: o })) }) })
const field = (type: OwnField['type'], more: Partial<OwnField> = {}): OwnField => ({
  ...{ key: type, type, options: [], required: false },
  ...more,
})
const own: readonly OwnField[] = [
  field('select', { key: 'severity', options: ['low', 'high'] }),
  ...[field('multi_select', { options: ['web', 'app', 'tv'] }), field('text'), field('number'), field('date')],
  ...[field('user'), field('url'), field('checkbox'), field('money'), field('text', { key: 'must', required: true })],
]
const names: Names = {
  memberOf: (user) => ({ u1: 'm1', u2: 'm2' })[user] ?? null,
  userOf: (member) => ({ m1: 'u1', m2: 'u2' })[member] ?? null,
  entityOf: (id) => (id === '7' ? 'task-7' : null),
  externalOf: (id) => (id === 'task-7' ? '7' : null),
  customField: (key) => own.find((one) => one.key === key) ?? null,
  milestoneNamed: (name) => (name.toLowerCase() === 'beta' ? 'ms-1' : null),
  milestoneName: (id) => (id === 'ms-1' ? 'Beta' : null),
  cycleNamed: (name) => (name === 'Sprint 4' ? 'cy-4' : null),
  cycleName: (id) => ({ 'cy-4': 'Sprint 4', 'cy-3': 'Sprint 3' })[id] ?? null,
}
const state = map('state', 'status', [
  ['open', 'unstarted'],
  ['open', 'started'],
  ['open', 'backlog'],
  ['closed', 'completed'],
])
const rules = [
  ...[map('title', 'title'), map('body', 'description'), state, map('labels', 'tags'), map('assignees', 'assigneeId')],
  ...[map('parent', 'parentId'), map('cf_1', 'customFields.severity')],
]
const toFields = (...input: Parameters<typeof translate>) => translate(...input).fields
const shapes = { labels: 'list', assignees: 'list' } as const
const task = {
  ...{
    title: ' a ',
    description: 'one\r\ntwo\n',
    status: 'started',
    tags: ['x'],
    assigneeId: 'm2',
    parentId: 'task-7',
  },
  customFields: { severity: 'high' },
}

test('a task in the terms of a service', () => {
  expect(toSide(task, rules, shapes, names)).toEqual({
    ...{ title: 'a', body: 'one\ntwo', state: 'open', labels: ['x'], assignees: ['u2'], parent: '7', cf_1: 'high' },
  })
})

test('what has no word there is not told; somebody who is nobody there is nobody', () => {
  const other = { ...task, status: 'triage', assigneeId: 'm9', parentId: 'task-8', customFields: {} }
  expect(toSide(other, rules, shapes, names)).toEqual({
    ...{ title: 'a', body: 'one\ntwo', labels: ['x'], assignees: [], cf_1: null },
  })
})

test('of several values here that are one there, the one that it has stays', () => {
  expect(toFields({ state: 'open' }, rules, shapes, names, task)).toEqual({})
  expect(toFields({ state: 'open' }, rules, shapes, names, { ...task, status: 'completed' })).toEqual({
    status: 'unstarted',
  })
  expect(toFields({ state: 'closed' }, rules, shapes, names, task)).toEqual({ status: 'completed' })
  expect(toFields({ state: 'unheard of' }, rules, shapes, names, task)).toEqual({})
  // A word that happens to be one of ours is none of those that are mapped.
  expect(toFields({ state: 'canceled' }, rules, shapes, names, task)).toEqual({})
})

test('people: known ones are taken, an unknown one is not nobody, and who is among several stays', () => {
  const fields = (assignees: string[]) => toFields({ assignees }, rules, shapes, names, task)
  expect(fields(['u1'])).toEqual({ assigneeId: 'm1' })
  expect(fields(['u9'])).toEqual({})
  expect(translate({ assignees: ['u9'], state: 'odd', parent: '8' }, rules, shapes, names, task).unknown).toEqual([
    ...['state', 'assignees', 'parent'],
  ])
  expect(fields(['u9', 'u1'])).toEqual({ assigneeId: 'm1' })
  expect(fields(['u1', 'u2'])).toEqual({})
  expect(fields([])).toEqual({ assigneeId: null })
})

test('what ours cannot hold is made to fit', () => {
  const { title, tags } = toFields(
    { title: '𝒳'.repeat(600), labels: ['ok', 'a,b', 'y'.repeat(61)] },
    ...[rules, shapes, names, null],
  ) as { title: string; tags: string[] }
  expect([title.length <= 500, title.endsWith('…'), title.isWellFormed(), tags]).toEqual([true, true, true, ['ok']])
  expect(toFields({ title: ' \n' }, rules, shapes, names, null)).toEqual({ title: '(no title)' })
  expect(toFields({ cf_1: 'low', parent: null, body: null }, rules, shapes, names, null)).toEqual({
    ...{ customFields: { severity: 'low' }, parentId: null, description: '' },
  })
})

const at = (key: string, values?: [string, string][]) => map('cf', `customFields.${key}`, values)
/** What a value there is here, of one field. */
const inward = (told: unknown, rule: FieldMap, now: unknown = null, list = false) => {
  const task = { customFields: now === null ? {} : { [rule.ours.slice(13)]: now } }
  const { fields, unknown, left } = translate(
    ...[{ cf: told } as Side, [rule], { cf: list ? 'list' : 'single' } as Shapes, names, task],
  )
  const set = (fields['customFields'] as Record<string, unknown> | undefined)?.[rule.ours.slice(13)]
  return { set, isUnknown: unknown.length > 0, left: left['cf'] }
}
const outward = (value: unknown, rule: FieldMap, list = false) =>
  toSide({ customFields: { [rule.ours.slice(13)]: value } }, [rule], { cf: list ? 'list' : 'single' }, names)['cf']
const taken = (set: unknown, left?: unknown) => ({ set, isUnknown: false, left })
const notTaken = (left: unknown) => ({ set: undefined, isUnknown: true, left })

test('custom fields are what their type says', () => {
  expect([inward('u1', at('user')), inward(['u9', 'u2'], at('user'), null, true)]).toEqual([taken('m1'), taken('m2')])
  expect(inward('u9', at('user'), 'm1')).toEqual(notTaken('u9'))
  expect(inward(['u1', 'u2'], at('user'), 'm2', true)).toEqual(taken(undefined))
  expect([outward('m1', at('user')), outward('m1', at('user'), true), outward('m9', at('user'))]).toEqual([
    'u1',
    ['u1'],
    null,
  ])
  expect([inward('12.50 EUR', at('money')), inward('EUR 12', at('money'))]).toEqual([
    taken({ amount: '12.50', currency: 'EUR' }),
    taken({ amount: '12', currency: 'EUR' }),
  ])
  expect(inward(13, at('money'), { amount: '1', currency: 'CHF' })).toEqual(taken({ amount: '13', currency: 'CHF' }))
  expect([inward('a lot', at('money')), inward(13, at('money')), inward('1 QQQ', at('money'))]).toEqual([
    ...[notTaken('a lot'), notTaken(13), notTaken('1 QQQ')],
  ])
  expect(outward({ amount: '12.50', currency: 'EUR' }, at('money'))).toBe('12.50 EUR')
  expect([inward('2.5', at('number')), inward('x', at('number')), inward(true, at('checkbox'))]).toEqual([
    ...[taken(2.5), notTaken('x'), taken(true)],
  ])
  expect([inward('2026-12-24', at('date')), inward('someday', at('date')), inward('ftp://x', at('url'))]).toEqual([
    ...[taken('2026-12-24'), notTaken('someday'), notTaken('ftp://x')],
  ])
  expect([
    inward(['a', 'b'], at('text')),
    inward(7, at('text')),
    inward('x'.repeat(10_001), at('text')).isUnknown,
  ]).toEqual([...[taken('a, b'), taken('7'), true]])
  expect([inward(null, at('text'), 'a'), inward(null, at('must'), 'a'), inward('', at('must'))]).toEqual([
    ...[taken(null), notTaken(null), notTaken('')],
  ])
  // Of another project, or no more.
  expect([inward('x', at('gone')), outward('x', at('gone'))]).toEqual([notTaken('x'), undefined])
})

test('of several options those that are one here are taken, and the others stay on their side', () => {
  const raw = at('multi_select')
  expect(inward(['web', 'odd'], raw, null, true)).toEqual(taken(['web'], ['odd']))
  expect(inward(['odd'], raw, ['web'], true)).toEqual(taken(null, ['odd']))
  expect(inward(['web', 'odd'], raw, ['web'], true)).toEqual(taken(undefined, ['odd']))
  expect(outward(['web', 'tv'], raw, true)).toEqual(['web', 'tv'])
  const byId = at('multi_select', [
    ['1', 'web'],
    ['2', 'app'],
  ])
  expect(outward(['web', 'tv'], byId, true)).toEqual(['1'])
  // It has no word there: it is not taken away here.
  expect(inward(['2', '3'], byId, ['web', 'tv'], true)).toEqual(taken(['app', 'tv'], ['3']))
  expect(inward([], byId, ['web', 'tv'], true)).toEqual(taken(['tv']))
  expect(withoutLeft({ cf: ['1', '3'], x: 'y' }, { cf: ['3'] })).toEqual({ cf: ['1'], x: 'y' })
  const one = at('severity', [['1', 'low']])
  expect([inward('1', one), inward('2', one), inward(['2', '1'], one, null, true)]).toEqual([
    ...[taken('low'), notTaken('2'), taken('low')],
  ])
  expect([outward('low', one), outward('high', one)]).toEqual(['1', undefined])
})

test('milestones go by their names', () => {
  const rule = map('milestone', 'milestoneId')
  expect(toSide({ milestoneId: 'ms-1' }, [rule], {}, names)).toEqual({ milestone: 'Beta' })
  expect(toSide({ milestoneId: 'ms-9' }, [rule], {}, names)).toEqual({})
  expect(toFields({ milestone: 'BETA' }, [rule], {}, names, { milestoneId: null })).toEqual({ milestoneId: 'ms-1' })
  expect(toFields({ milestone: null }, [rule], {}, names, { milestoneId: 'ms-1' })).toEqual({ milestoneId: null })
  expect(translate({ milestone: 'GA' }, [rule], {}, names, null)).toMatchObject({ fields: {}, unknown: ['milestone'] })
  const named = map('milestone', 'milestoneId', [['First', 'ms-7']])
  expect(toFields({ milestone: 'First' }, [named], {}, names, null)).toEqual({ milestoneId: 'ms-7' })
  expect(toSide({ milestoneId: 'ms-1' }, [named], {}, names)).toEqual({ milestone: 'Beta' })
})

test('a cycle goes by its name; one that is completed stays where it is', () => {
  const rule = map('sprint', 'cycleId')
  const now = { cycleId: 'cy-3' }
  expect(toFields({ sprint: 'Sprint 4' }, [rule], {}, names, now)).toEqual({ cycleId: 'cy-4' })
  expect(translate({ sprint: 'Sprint 3' }, [rule], {}, names, now)).toEqual({ fields: {}, unknown: [], left: {} })
  expect(translate({ sprint: 'Sprint 3' }, [rule], {}, names, null).unknown).toEqual(['sprint'])
  expect(toSide(now, [rule], {}, names)).toEqual({ sprint: 'Sprint 3' })
})

test('what is out of what a field may be keeps nothing else from being set', () => {
  const dates = [
    map('title', 'title'),
    map('due', 'dueDate'),
    map('start', 'startDate'),
    map('points', 'estimatePoints'),
  ]
  const told = { title: 'a', start: '2026-12-24', due: '2026-12-01', points: -3 }
  expect(translate(told, dates, {}, names, null)).toEqual({
    fields: { title: 'a', dueDate: '2026-12-01' },
    unknown: ['points', 'start'],
    left: { start: '2026-12-24', points: -3 },
  })
  const { fields } = translate({ due: '2026-12-01' }, dates, {}, names, { startDate: '2026-12-05', dueDate: null })
  expect(fields).toEqual({})
  const minutes = [map('min', 'estimatedMinutes')]
  expect(toFields({ min: 2.4 }, minutes, {}, names, null)).toEqual({ estimatedMinutes: 2 })
})

test('what is left there is told of what people know, as far as it comes in', () => {
  const all = [...rules, at('text'), map('out', 'customFields.number')]
  const side = { state: 'odd', labels: ['a,b'], parent: '99', assignees: ['u9'], cf: 'x'.repeat(10_001), out: 'x' }
  const left = leftThere(
    ...[
      side,
      all.map((one) => (one.theirs === 'out' ? { ...one, direction: 'out' as const } : one)),
      shapes,
      names,
      task,
    ],
  )
  expect(left).toEqual({ state: 'odd', assignees: ['u9'], cf: expect.stringMatching(/^x{1,200}…?$/) })
})

test('whatever a service tells, what is set is what the field may be, and all of it that is not is told', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom('u1', 'web', 'low', '5 EUR', '2026-02-30'),
  )
  const told = fc.oneof(scalar, fc.constant(null), fc.array(fc.oneof(fc.string(), fc.constantFrom('web', 'tv', 'u2'))))
  fc.assert(
    fc.property(fc.constantFrom(...own), told, fc.boolean(), (one, value, list) => {
      const given = typeof value === 'string' ? value.trim() : value
      const { set, isUnknown, left } = inward(given, at(one.key), null, list)
      if (one.type === 'user') expect([undefined, null, 'm1', 'm2']).toContain(set)
      else if (set !== undefined && set !== null) expect(customFieldSchema(one).safeParse(set).success).toBe(true)
      if (isUnknown) expect([set, left]).toEqual([undefined, given])
      // What was taken is the same again.
      if (set !== undefined && set !== null && one.type !== 'user' && !list)
        expect(inward(outward(set, at(one.key), one.type === 'multi_select'), at(one.key)).set).toEqual(set)
    }),
  )
})
