import { describe, expect, test } from 'vitest'
import { randomFrom } from '../statistics/random-from.ts'
import type { Decision } from './decision.ts'
import { evaluateLearning } from './evaluate.ts'
import { expectAcceptance, learnFrom } from './model.ts'

const day = 86_400_000
const start = Date.parse('2026-01-05T09:00:00Z')
const [ada, bo] = ['ada', 'bo']

/** How likely a person takes a kind of recommendation in a project. */
type Taste = (of: {
  member: string
  command: string
  fields: readonly string[]
  project: string
  day: number
}) => number

const kinds = [
  { command: 'task.create', fields: [] },
  { command: 'task.update', fields: ['dueDate'] },
  { command: 'task.update', fields: ['priority'] },
  { command: 'comment.create', fields: [] },
]

/** What people with a taste decided, two days in three. `honest`: what of the stated confidence follows from the taste. */
function historyOf(
  taste: Taste,
  { count, seed, honest = 0.3 }: { count: number; seed: number; honest?: number },
): Decision[] {
  const random = randomFrom(seed)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
  return Array.from({ length: count }, (_, n) => {
    const [kind, member, project] = [pick(kinds), pick([ada, bo]), pick(['ops', 'web'])]
    const at = start + n * day * 0.15
    const likely = taste({ ...kind, member, project, day: n * 0.15 })
    const confidence = Math.min(1, Math.max(0, honest * likely + (1 - honest) * (0.5 + 0.5 * random())))
    return {
      ...{ patchId: `p${n}`, key: 'a', decidedAt: new Date(at).toISOString(), memberId: member, projectId: project },
      ...{ agent: 'planner', ...kind, tags: [], confidence, outcome: random() < likely ? 'accepted' : 'rejected' },
      ...{ data: {}, edited: null, reason: null },
    } as Decision
  })
}

const opposite: Taste = ({ member, command, fields }) => {
  const liked = command === 'task.create' || fields.includes('priority')
  return (member === ada) === liked ? 0.9 : 0.15
}
const show = (name: string, of: unknown) =>
  console.log(
    name,
    JSON.stringify(of, (_, value) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value)),
  )

describe('forecasts of held-back decisions', () => {
  test.each([1, 2, 3])('of people with tastes beat the base rate and what authors say (seed %i)', (seed) => {
    const evaluation = evaluateLearning(historyOf(opposite, { count: 600, seed }))
    show('opposite tastes', evaluation)
    const { scores, verdict } = evaluation
    if (!scores) throw new Error('nothing was forecast')
    expect(verdict).toBe('better')
    expect(scores.learned.brier).toBeLessThan(scores.baseRate.brier * 0.75)
    expect(scores.learned.brier).toBeLessThan(scores.statedConfidence.brier * 0.75)
    expect(scores.learned.logLoss).toBeLessThan(scores.baseRate.logLoss * 0.85)
    expect(scores.learned.logLoss).toBeLessThan(scores.statedConfidence.logLoss * 0.85)
  })

  test.each([4, 5, 6])('show no gain where outcomes are shuffled, nor where nobody has a taste (seed %i)', (seed) => {
    const { scores } = evaluateLearning(historyOf(opposite, { count: 600, seed }))
    expect(scores?.shuffled.brier).toBeGreaterThan((scores?.shuffledBaseRate.brier ?? 0) - 0.01)
    const indifferent = evaluateLearning(historyOf(() => 0.6, { count: 600, seed, honest: 0 }))
    show('no taste', indifferent)
    expect(indifferent.verdict).not.toBe('better')
  })

  test.each([7, 8])('a taste that changed is followed sooner by what forgets (seed %i)', (seed) => {
    const changing: Taste = (of) => (of.day < 50 ? opposite(of) : 1 - opposite(of))
    const history = historyOf(changing, { count: 600, seed })
    const [forgets, remembers] = [15, 10_000].map((halfLifeDays) =>
      evaluateLearning(history, { halfLifeDays, strength: 4, prior: 0.5, leaveOutBelow: 0.2, backAbove: 0.35 }),
    )
    show('forgets', forgets?.scores?.learned)
    show('remembers', remembers?.scores?.learned)
    expect(forgets?.verdict).toBe('better')
    expect(forgets?.scores?.learned.brier).toBeLessThan((remembers?.scores?.learned.brier ?? 0) * 0.8)
  })

  test('are not made of too little', () => {
    const few = evaluateLearning(historyOf(opposite, { count: 90, seed: 9 }))
    expect(few).toMatchObject({ verdict: 'too_little', forecasts: 28, needed: 30, scores: null, gain: null })
    expect(evaluateLearning([])).toMatchObject({ verdict: 'too_little', decisions: 0 })
  })
})

test('two people with opposite tastes get opposite orders', () => {
  const history = historyOf(opposite, { count: 400, seed: 10 })
  const model = learnFrom(history)
  const orderFor = (memberId: string) =>
    kinds
      .map((kind) => ({
        name: [kind.command, ...kind.fields].join(' '),
        p: expectAcceptance(
          model,
          { ...kind, memberId, projectId: 'ops', agent: 'planner', confidence: 0.8 },
          start + 60 * day,
        ).acceptance,
      }))
      .sort((a, b) => b.p - a.p)
      .map(({ name }) => name)
  expect(new Set(orderFor(ada).slice(0, 2))).toEqual(new Set(['task.create', 'task.update priority']))
  expect(new Set(orderFor(bo).slice(0, 2))).toEqual(new Set(['comment.create', 'task.update dueDate']))
})
