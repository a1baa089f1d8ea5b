import { describe, expect, test } from 'vitest'
import type { Preference } from '../../entities/preference.ts'
import type { Decision } from '../decision.ts'
import { learnFrom } from '../model.ts'
import { rankOperations } from '../rank-operations.ts'
import { inferPreferences } from './infer.ts'
import { retrievePreferences } from './retrieve.ts'
import { leastShare } from './statistics.ts'

let made = 0
/** A decision on the creation of a task; `edited` says what of its data was changed. */
function decision({ edited, ...what }: Partial<Decision>): Decision {
  made += 1
  const data = what.data ?? { title: 'Write the docs' }
  return {
    ...{ patchId: `p${made}`, key: 'a', decidedAt: new Date(1_760_000_000_000 + made * 3_600_000).toISOString() },
    ...{ memberId: 'ada', projectId: null, agent: 'planner', command: 'task.create', fields: [], tags: [] },
    ...{ confidence: null, outcome: edited ? 'edited' : 'accepted', reason: null, ...what, data },
    edited: edited ? { ...data, ...edited } : null,
  }
}
const many = (count: number, make: (n: number) => Partial<Decision>) =>
  Array.from({ length: count }, (_, n) => decision(make(n)))
const wordsOf = (decisions: readonly Decision[]) =>
  inferPreferences(decisions).map(({ words, evidence, of }) => `${words} (${evidence.length} of ${of})`)

/** Tuesdays. */
const due = (dueDate: string) => ({ data: { title: 'Write the docs', dueDate } })

describe('what edits and rejections show', () => {
  test('dates that are moved, in the median, where they are: those of a tag', () => {
    const design = [
      ...many(7, (n) => ({
        ...due('2026-12-15'),
        tags: ['design'],
        edited: { dueDate: n === 0 ? '2026-12-08' : '2026-12-13' },
      })),
      ...many(2, () => ({ ...due('2026-12-15'), tags: ['design'] })),
    ]
    const others = many(12, () => ({ ...due('2026-12-15'), tags: ['web'] }))
    const [found, ...more] = inferPreferences([...design, ...others])
    expect(more).toEqual([])
    expect(found).toMatchObject({
      words: 'Due date is moved earlier, by 2 days in the median',
      ...{ memberId: 'ada', of: 9, effect: { kind: 'shift', field: 'dueDate', days: -2 } },
      context: { command: null, field: 'dueDate', tag: 'design', projectId: null },
    })
    expect(found?.evidence.map(({ patchId }) => patchId)).toEqual(design.slice(0, 7).map(({ patchId }) => patchId))
  })

  test('values that are replaced, and set where none was proposed', () => {
    const data = { title: 'Write the docs', priority: 'high' }
    expect(
      wordsOf([...many(6, () => ({ data, edited: { priority: 'medium' } })), ...many(1, () => ({ data }))]),
    ).toEqual(['Priority high becomes medium (6 of 7)'])
    expect(wordsOf(many(4, () => ({ edited: { assigneeId: 'bo' } })))).toEqual(['Assignee is set to bo (4 of 4)'])
    // An update that says nothing of the assignee leaves it as it is.
    expect(wordsOf(many(6, () => ({ command: 'task.update' })))).toEqual([])
  })

  test('what is rejected: a command, or values and weekends where others are accepted', () => {
    const rejected = { outcome: 'rejected' as const }
    expect(
      wordsOf([...many(6, () => ({ ...due('2026-12-12'), ...rejected })), ...many(5, () => due('2026-12-15'))]),
    ).toEqual(['Due date on a weekend is rejected (6 of 6)'])
    expect(
      wordsOf([...many(5, () => ({ command: 'task.archive', data: {}, ...rejected })), ...many(5, () => ({}))]),
    ).toEqual(['task.archive is rejected (5 of 5)'])
    const urgent = { data: { title: 'Write the docs', priority: 'urgent' } }
    expect(wordsOf([...many(5, () => ({ ...urgent, outcome: 'undone' })), ...many(5, () => ({}))])).toEqual([
      'Priority urgent is rejected (5 of 5)',
    ])
  })

  test('what becomes of titles, and reasons that recur', () => {
    const bare = { data: { title: 'Docs for release' } }
    expect(wordsOf(many(5, () => ({ ...bare, edited: { title: 'Write docs for release' } })))).toEqual([
      'Title is edited to begin with a verb (5 of 5)',
    ])
    const long = { data: { title: 'Write all of the documentation that anybody could ever want' } }
    expect(wordsOf(many(5, () => ({ ...long, edited: { title: 'Write the documentation' } })))).toEqual([
      'Title is edited to be shorter (5 of 5)',
    ])
    const reasons = ['too vague', 'Too vague!', 'much too vague', 'too  vague', 'not now', 'a duplicate']
    const rejections = many(6, (n) => ({ outcome: 'rejected', reason: reasons[n] ?? null }))
    expect(wordsOf([...rejections, ...many(9, () => ({}))])).toEqual(['Rejected because: too vague (4 of 6)'])
  })

  test('what the members of a project agree on is the project’s', () => {
    const rejected = (memberId: string) => ({
      memberId,
      projectId: 'ops',
      ...due('2026-12-12'),
      outcome: 'rejected' as const,
    })
    const decisions = [
      ...many(3, () => rejected('ada')),
      ...many(3, () => rejected('bo')),
      ...many(6, (n) => ({ memberId: n % 2 ? 'ada' : 'bo', projectId: 'ops', ...due('2026-12-15') })),
    ]
    expect(inferPreferences(decisions)).toMatchObject([
      { words: 'Due date on a weekend is rejected', memberId: null, context: { projectId: 'ops' }, of: 6 },
    ])
  })

  test('too little, and what goes both ways, show nothing; a taste that changed is the new one', () => {
    const earlier = () => ({ ...due('2026-12-15'), edited: { dueDate: '2026-12-14' } })
    const later = () => ({ ...due('2026-12-15'), edited: { dueDate: '2026-12-18' } })
    expect(wordsOf(many(3, earlier))).toEqual([])
    expect(wordsOf([...many(6, earlier), ...many(6, later)])).toEqual([])
    expect(wordsOf([...many(30, earlier), ...many(20, later)])).toEqual([
      'Due date is moved later, by 3 days in the median (20 of 20)',
    ])
  })

  test('the limits of Wilson', () => {
    expect(
      [leastShare(7, 9), leastShare(4, 4), leastShare(0, 0), leastShare(0, 5)].map((n) => Math.round(n * 1e4) / 1e4),
    ).toEqual([...[0.5036, 0.5965, 0, 0]])
  })
})

const preference = (id: string, what: Partial<Preference>): Preference => ({
  ...{
    id,
    scope: 'user',
    memberId: 'ada',
    projectId: null,
    words: 'x',
    corrected: false,
    learned: null,
    enabled: true,
  },
  context: { command: null, field: null, tag: null, projectId: null },
  ...{ version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  ...what,
})
const learned = (effect: NonNullable<Preference['learned']>['effect']) => ({
  learned: { effect, support: 6, of: 6, confidence: 0.7, operations: [], lastAt: '2026-01-01T00:00:00.000Z' },
})

test('preferences that count are those in scope and context, the narrowest and most alike first', () => {
  const context = { command: null, field: null, tag: null, projectId: null }
  const all = [
    preference('wide', { words: 'Say it in few words' }),
    preference('alike', { words: 'Docs are written by Bo' }),
    preference('narrow', { context: { ...context, tag: 'design' } }),
    preference('other tag', { context: { ...context, tag: 'web' } }),
    preference('other field', { context: { ...context, field: 'dueDate' } }),
    preference('other command', { context: { ...context, command: 'task.update' } }),
    preference('off', { enabled: false }),
    preference('of bo', { memberId: 'bo' }),
    preference('shared', { scope: 'workspace', memberId: 'bo', words: 'y' }),
    preference('of ops', { scope: 'project', projectId: 'ops', memberId: null, words: 'z' }),
  ]
  const proposal = {
    memberId: 'ada',
    projectId: null,
    command: 'task.create',
    fields: ['title'],
    tags: ['design'],
    text: 'Write the docs',
  }
  expect(retrievePreferences(all, proposal).map(({ id }) => id)).toEqual(['narrow', 'alike', 'shared', 'wide'])
  const vectors = (words: string) => (words === 'y' ? 1 : 0)
  expect(retrievePreferences(all, proposal, vectors).map(({ id }) => id)).toEqual(['narrow', 'shared', 'alike', 'wide'])
})

test('operations are ranked with what preferences change; what people avoid is last', () => {
  const preferences = [
    preference('shift', learned({ kind: 'shift', field: 'dueDate', days: -2 })),
    preference('set', learned({ kind: 'set', field: 'priority', from: 'high', to: 'medium' })),
    preference('worded', { ...learned({ kind: 'set', field: 'title', from: 'A', to: 'B' }), corrected: true }),
    preference('avoid', learned({ kind: 'avoid', field: 'dueDate', value: 'weekend' })),
  ]
  const operation = (key: string, data: object) => ({
    key,
    command: 'task.create',
    data: { title: 'A', ...data },
    tags: [],
    confidence: 0.9,
  })
  const ranked = rankOperations(
    [operation('weekend', { dueDate: '2026-12-12' }), operation('plain', { dueDate: '2026-12-15', priority: 'high' })],
    { model: learnFrom(many(10, () => ({}))), preferences },
    { projectId: null, agent: 'planner', memberId: 'ada', at: 1_761_000_000_000 },
  )
  expect(ranked).toMatchObject([
    { key: 'plain', level: 'member', leaveOut: false, avoidedBy: null, confidence: 0.9 },
    { key: 'weekend', avoidedBy: 'avoid' },
  ])
  expect(ranked[0]?.acceptance).toBeGreaterThan(0.8)
  expect(ranked[1]?.acceptance).toBeCloseTo(0.3)
  expect(ranked[0]?.changes).toEqual([
    { field: 'priority', from: 'high', to: 'medium', preferenceId: 'set' },
    { field: 'dueDate', from: '2026-12-15', to: '2026-12-13', preferenceId: 'shift' },
  ])
})
