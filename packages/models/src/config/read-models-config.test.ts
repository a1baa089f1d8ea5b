import { AppError } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { listModels } from '../catalogue/list-models.ts'
import { costOf } from '../catalogue/price.ts'
import { readModelsConfig } from './read-models-config.ts'

function problemsOf(env: Record<string, string>) {
  try {
    readModelsConfig(env)
  } catch (error) {
    if (error instanceof AppError)
      return { paths: error.fields.map(({ path }) => path), text: JSON.stringify(error) + error.message }
    throw error
  }
  throw new Error('it was taken')
}

test('without variables there are no providers and no models', () => {
  const config = readModelsConfig({ PATH: '/bin', ORCHESTRATOR_MODELS_OPENAI_KEY: '' })
  expect([config.providers, listModels(config).size]).toEqual([{}, 0])
})

test('vendors need a key, other endpoints an address', () => {
  expect(problemsOf({ ORCHESTRATOR_MODELS_OPENAI_URL: 'https://proxy.test' }).paths).toEqual([
    'ORCHESTRATOR_MODELS_OPENAI_KEY',
  ])
  expect(problemsOf({ ORCHESTRATOR_MODELS_VLLM_KEY: 'k' }).paths).toEqual(['ORCHESTRATOR_MODELS_VLLM_URL'])
  const config = readModelsConfig({ ORCHESTRATOR_MODELS_VLLM_URL: 'http://gpu.lan:8000/v1/' })
  expect(config.providers).toEqual({ vllm: { vendor: null, key: null, url: 'http://gpu.lan:8000/v1' } })
})

test('what is wrong is named, and no value is repeated', () => {
  const secret = 'sk with a space'
  const wrong = problemsOf({
    ORCHESTRATOR_MODELS_OPENAI_KEY: secret,
    ORCHESTRATOR_MODELS_OPENAI_URL: 'ftp://user:pw@x',
  })
  expect(wrong.paths).toEqual(['ORCHESTRATOR_MODELS_OPENAI_KEY', 'ORCHESTRATOR_MODELS_OPENAI_URL'])
  expect(wrong.text).not.toMatch(/with a space|user:pw/)
  expect(problemsOf({ ORCHESTRATOR_MODELS_SETTINGS: '{' }).paths).toEqual(['ORCHESTRATOR_MODELS_SETTINGS'])
})

test('settings that speak of providers that are not there, or of nothing known, are refused', () => {
  const settings = { routes: { 'planner.high': ['openai/gpt-6-sol', 'mistral/x'] }, models: { 'ollama/q': {} } }
  const env = { ORCHESTRATOR_MODELS_OPENAI_KEY: 'k', ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify(settings) }
  expect(problemsOf(env).paths).toEqual([
    'ORCHESTRATOR_MODELS_SETTINGS.models.ollama/q',
    'ORCHESTRATOR_MODELS_SETTINGS.routes.planner.high.1',
  ])
  const strange = { routes: { planner: ['openai/gpt-zero', 'ollama/any', 'openai/own'] }, models: { 'openai/own': {} } }
  const more = { ORCHESTRATOR_MODELS_OPENAI_KEY: 'k', ORCHESTRATOR_MODELS_OLLAMA_URL: 'http://127.0.0.1:1/v1' }
  expect(problemsOf({ ...more, ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify(strange) }).paths).toEqual([
    'ORCHESTRATOR_MODELS_SETTINGS.routes.planner.0',
  ])
  const unknown = { ORCHESTRATOR_MODELS_SETTINGS: '{"timeout":5}' }
  expect(problemsOf(unknown).paths).toEqual(['ORCHESTRATOR_MODELS_SETTINGS.timeout'])
})

test('every known model has a window and a price, and a price of the settings comes before', () => {
  const keys = ['OPENAI', 'ANTHROPIC', 'GOOGLE', 'MISTRAL'].map((name) => [`ORCHESTRATOR_MODELS_${name}_KEY`, 'k'])
  const models = listModels(readModelsConfig(Object.fromEntries(keys)))
  const used = { input: 1_000_000, cachedInput: 0, output: 0 }
  expect(models.size).toBe(12)
  for (const model of models.values()) {
    expect([model.name, model.contextWindow ?? 0]).toEqual([model.name, expect.toSatisfy((n: number) => n >= 128_000)])
    expect(costOf(model, used, new Date('2026-11-28')), model.name).toBeGreaterThan(0)
  }
  const own = { provider: 'openai', model: 'gpt-6-sol', settings: { price: { input: 3, output: 9, cachedInput: 1 } } }
  expect(costOf(own, { input: 1_000_000, cachedInput: 500_000, output: 100_000 }, new Date())).toBeCloseTo(2.9)
})
