import { describe, expect, test } from 'vitest'
import { contextsOf, estimateAcceptance } from './acceptance.ts'
import { calibrationCurve } from './calibration.ts'
import { changedFieldsOf } from './changed-fields.ts'
import { countOne, decayTo, nothingSeen } from './decayed-count.ts'
import type { Decision } from './decision.ts'
import { expectAcceptance, learn, learnFrom } from './model.ts'
import { learningSettings } from './settings.ts'

const day = 86_400_000
const start = Date.parse('2026-03-02T10:00:00Z')

const decision = (taken: boolean, what: Partial<Decision> = {}, days = 0): Decision => ({
  ...{
    patchId: 'p',
    key: 'a',
    decidedAt: new Date(start + days * day).toISOString(),
    memberId: 'ada',
    projectId: 'ops',
  },
  ...{ agent: 'planner', command: 'task.update', fields: ['dueDate'], tags: [], confidence: null },
  ...{ outcome: taken ? 'accepted' : 'rejected', data: {}, edited: null, reason: null },
  ...what,
})
const times = (count: number, one: Decision) => Array.from({ length: count }, () => one)
const at = { ...decision(true), confidence: null }

describe('an estimate', () => {
  test('is the prior while nothing is known, and nears what was decided', () => {
    expect(expectAcceptance(learnFrom([]), at, start)).toMatchObject({
      ...{ acceptance: 0.5, calibrated: null, leaveOut: false },
      context: { mean: 0.5, support: 0, level: 'all' },
    })
    const { context } = expectAcceptance(learnFrom(times(12, decision(true))), at, start)
    expect(context).toMatchObject({ support: 12, level: 'member' })
    // (12 + 4 · 0.5) / (12 + 4): the twelve count once, though five contexts have them.
    expect(context.mean).toBeCloseTo(14 / 16)
    expect(context.deviation).toBeCloseTo(Math.sqrt(((14 / 16) * (2 / 16)) / 17))
  })

  test('falls back on what is like it, the nearer the more', () => {
    const model = learnFrom([
      ...times(20, decision(true)),
      ...times(20, decision(false, { memberId: 'bo' })),
      ...times(20, decision(false, { command: 'comment.create', fields: [] })),
    ])
    const of = (what: Partial<Decision>) => expectAcceptance(model, { ...at, ...what }, start).context
    expect(of({})).toMatchObject({ level: 'member' })
    expect(of({}).mean).toBeGreaterThan(0.8)
    expect(of({ memberId: 'bo' }).mean).toBeLessThan(0.2)
    expect(of({ memberId: 'cy' })).toMatchObject({ level: 'fields', support: 40 })
    expect(of({ memberId: 'cy', fields: ['title'] }).level).toBe('project')
    expect(of({ projectId: 'web' }).level).toBe('command')
    expect(of({ command: 'tag.create' })).toMatchObject({ level: 'all', support: 60 })
    expect(of({ projectId: null }).level).toBe('command')
  })

  test('forgets: after a half-life a decision weighs half', () => {
    const { halfLifeDays } = learningSettings
    const count = countOne(
      countOne(nothingSeen, true, start, halfLifeDays),
      false,
      start + halfLifeDays * day,
      halfLifeDays,
    )
    expect(count).toMatchObject({ yes: 0.5, all: 1.5 })
    expect(decayTo(count, start, halfLifeDays)).toBe(count)
    const model = learnFrom(times(8, decision(true)))
    const later = estimateAcceptance(model.acceptance, contextsOf(at), start + 2 * halfLifeDays * day, learningSettings)
    expect(later.support).toBeCloseTo(2)
    expect(later.mean).toBeCloseTo((2 + 4 * 0.5) / 6)
  })
})

test('stated confidence is believed as far as it has proved true, of that agent', () => {
  const said = (agent: string, confidence: number, taken: boolean) => decision(taken, { agent, confidence })
  const model = learnFrom([
    ...times(30, said('boaster', 0.95, false)),
    ...times(30, said('honest', 0.95, true)),
    ...times(30, said('honest', 0.15, false)),
  ])
  const expected = (agent: string, confidence: number | null) =>
    expectAcceptance(model, { ...at, memberId: 'cy', agent, confidence }, start)
  expect(expected('honest', 0.95).acceptance).toBeGreaterThan(expected('honest', null).acceptance + 0.2)
  expect(expected('honest', 0.15).acceptance).toBeLessThan(0.2)
  expect(expected('boaster', 0.95).acceptance).toBeLessThan(0.2)
  // Nothing is known of such confidence: it changes nothing.
  expect(expected('new', 0.55).acceptance).toBeCloseTo(expected('new', null).acceptance)
  const curve = calibrationCurve(model.calibration, 'honest', 0.5, start, learningSettings)
  expect(curve).toMatchObject([
    { from: 0.1, to: 0.2, support: 30 },
    { from: 0.9, to: 1, support: 30 },
  ])
  expect(curve.map(({ accepted }) => Math.round(accepted))).toEqual([0, 1])
})

test('what is hardly ever accepted is left out, and comes back only when it clearly is again', () => {
  const model = learnFrom([])
  const leaveOut = () => expectAcceptance(model, at, start).leaveOut
  const means: number[] = []
  const decide = (taken: boolean, count: number) => {
    for (let n = 0; n < count; n++) learn(model, decision(taken))
    means.push(expectAcceptance(model, at, start).context.mean)
  }
  decide(false, 5)
  expect([leaveOut(), means.at(-1)]).toEqual([false, 2 / 9])
  decide(false, 4)
  expect(leaveOut()).toBe(true)
  decide(true, 2)
  // Above the first limit, not above the second.
  expect(means.at(-1)).toBeGreaterThan(learningSettings.leaveOutBelow)
  expect(leaveOut()).toBe(true)
  decide(true, 3)
  expect([leaveOut(), (means.at(-1) ?? 0) > learningSettings.backAbove]).toEqual([false, true])
  decide(false, 4)
  expect([leaveOut(), (means.at(-1) ?? 0) > learningSettings.leaveOutBelow]).toEqual([false, true])
})

test('the fields that an operation changes are those of an update', () => {
  expect(changedFieldsOf('task.update', { id: 'x', title: 'a', baseVersion: 3, dueDate: null })).toEqual([
    'dueDate',
    'title',
  ])
  expect(changedFieldsOf('task.create', { title: 'a' })).toEqual([])
})
