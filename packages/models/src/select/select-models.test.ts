import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readModelsConfig } from '../config/read-models-config.ts'
import { Models } from '../models.ts'
import { estimateComplexity } from './estimate-complexity.ts'
import { selectModels } from './select-models.ts'

const well = { state: 'closed', waitMs: 0, latencyMs: null } as const

const make = (settings: object = {}) =>
  new Models(
    readModelsConfig({
      ORCHESTRATOR_MODELS_OPENAI_KEY: 'k',
      ORCHESTRATOR_MODELS_ANTHROPIC_KEY: 'k',
      ORCHESTRATOR_MODELS_OLLAMA_URL: 'http://127.0.0.1:11434/v1',
      ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify({
        models: { 'ollama/qwen3:8b': { contextWindow: 32_768 } },
        ...settings,
      }),
    }),
  )
const request = { taskType: 'planner', complexity: 'low', contextTokens: 1_000, maxOutput: 1_000 } as const
const at = new Date('2026-11-28T00:00:00Z')

test('simple work goes to small models, the cheapest first, hard work to large ones', () => {
  const models = make()
  expect(models.selectOptimalModel(request).chain.slice(0, 2)).toEqual([
    'openai/gpt-6-luna',
    'anthropic/claude-haiku-4-5',
  ])
  const hard = models.selectOptimalModel({ ...request, complexity: 'high' })
  expect(hard.chain.slice(0, 2)).toEqual(['anthropic/claude-opus-5-5', 'openai/gpt-6-astra'])
  expect(hard.candidates[0]?.reason).toMatch(/^grade 3 suits it best \(high\); it costs \$0\.0240 at most/)
})

test('a route of the settings keeps its order, that of a complexity before that of the task', () => {
  const [planned, any] = [['ollama/qwen3:8b', 'openai/gpt-6-sol'], ['openai/gpt-6-astra']]
  const models = make({ routes: { 'planner.low': planned, planner: any } })
  expect(models.selectOptimalModel(request)).toMatchObject({ configured: true, chain: planned })
  expect(models.selectOptimalModel({ ...request, complexity: 'high' }).chain).toEqual(any)
  expect(models.selectOptimalModel({ ...request, taskType: 'other' }).configured).toBe(false)
})

test('what is passed over says why: window, failures, budget, an unknown price', () => {
  const models = make()
  const health = (model: string) =>
    model.startsWith('anthropic') ? ({ ...well, state: 'open', waitMs: 4_200 } as const) : well
  const selected = selectModels(models.all, {}, health, { ...request, contextTokens: 40_000, budgetLeft: 0.05 }, at)
  const reasons = Object.fromEntries(selected.candidates.map(({ model, reason }) => [model, reason]))
  expect(reasons).toMatchObject({
    'ollama/qwen3:8b': 'its window is too small: 41000 tokens are needed, it has 32768',
    'anthropic/claude-sonnet-5': 'it failed and is asked again in 5 s',
    'openai/gpt-6-astra': expect.stringMatching(/^it may cost \$0\.\d{4}, \$0\.05 are left$/),
  })
  expect(selected.chain).toEqual(['openai/gpt-6-luna'])
  const small = selectModels(models.all, {}, () => well, { ...request, budgetLeft: 1 }, at)
  expect(small.candidates.at(-1)).toMatchObject({ model: 'ollama/qwen3:8b', taken: false, costUsd: null })
})

test('where only a grade is left, a route that has it is kept, and one that has not does not count', () => {
  const models = make({
    routes: { 'planner.low': ['openai/gpt-6-astra', 'openai/gpt-6-luna'], planner: ['openai/gpt-6-astra'] },
  })
  const kept = models.selectOptimalModel({ ...request, maxGrade: 1 })
  expect(kept).toMatchObject({ configured: true, chain: ['openai/gpt-6-luna'] })
  expect(kept.candidates.at(-1)?.reason).toBe('its grade is 3, and the budget that is spent leaves grade 1')
  const other = models.selectOptimalModel({ ...request, complexity: 'high', maxGrade: 1 })
  expect(other).toMatchObject({ configured: false, chain: ['openai/gpt-6-luna', 'anthropic/claude-haiku-4-5'] })
})

test('in a hurry the faster one of a grade goes first, as measured', () => {
  const health = (model: string) => ({ ...well, latencyMs: model === 'anthropic/claude-haiku-4-5' ? 200 : 900 })
  const selected = selectModels(make().all, {}, health, { ...request, latency: 'fast' }, at)
  expect(selected.chain[0]).toBe('anthropic/claude-haiku-4-5')
})

const requests = fc.record({
  taskType: fc.constant('planner'),
  complexity: fc.constantFrom('low', 'medium', 'high'),
  contextTokens: fc.integer({ min: 0, max: 2_000_000 }),
  maxOutput: fc.integer({ min: 1, max: 100_000 }),
  latency: fc.constantFrom('any', 'fast', undefined),
  budgetLeft: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined }),
} as const)

test('no model is taken whose window is too small or that is not asked, whatever is asked for, and the order is stable', () => {
  const models = make()
  const names = [...models.all.keys()]
  const healths = fc.dictionary(fc.constantFrom(...names), fc.record({ waitMs: fc.nat(9), latencyMs: fc.nat(999) }))
  fc.assert(
    fc.property(
      requests,
      healths,
      fc.shuffledSubarray(names, { minLength: names.length }),
      (asked, known, shuffled) => {
        const health = (model: string) => ({ ...well, ...known[model] })
        const selected = selectModels(models.all, {}, health, asked, at)
        for (const name of selected.chain) {
          expect(asked.contextTokens + asked.maxOutput).toBeLessThanOrEqual(
            models.all.get(name)?.contextWindow ?? 8_192,
          )
          expect(health(name).waitMs).toBe(0)
        }
        expect(selected.candidates.map(({ model }) => model).sort()).toEqual([...names].sort())
        const anew = new Map([...models.all].sort(([a], [b]) => shuffled.indexOf(a) - shuffled.indexOf(b)))
        expect(selectModels(anew, {}, health, asked, at)).toEqual(selected)
      },
    ),
  )
})

test('a task is never judged simpler for asking more', () => {
  const shape = fc.record({ tokens: fc.nat(40_000), items: fc.nat(60), constraints: fc.nat(12), tools: fc.nat(9) })
  const rank = (complexity: string) => ['low', 'medium', 'high'].indexOf(complexity)
  fc.assert(
    fc.property(shape, shape, (a, more) => {
      const b = {
        ...{ tokens: a.tokens + more.tokens, items: a.items + more.items },
        ...{ constraints: a.constraints + more.constraints, tools: a.tools + more.tools },
      }
      expect(rank(estimateComplexity(b))).toBeGreaterThanOrEqual(rank(estimateComplexity(a)))
    }),
  )
  expect(estimateComplexity({ tokens: 300, items: 1, constraints: 0, tools: 0 })).toBe('low')
  expect(estimateComplexity({ tokens: 3_000, items: 10, constraints: 2, tools: 1 })).toBe('medium')
  expect(estimateComplexity({ tokens: 30_000, items: 50, constraints: 8, tools: 0 })).toBe('high')
})
