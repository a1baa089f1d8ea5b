import { expect, test } from 'vitest'
import { modelsInWords } from './models.ts'

const model = (name: string, state = 'closed') => ({
  name,
  provider: name.slice(0, name.indexOf('/')),
  health: { state },
})

test('says which models there are, and which fail; to have none is no fault', () => {
  expect(modelsInWords({ models: [] })).toMatchObject({ ok: true, text: expect.stringContaining('docs/models.md') })
  const well = [model('openai/gpt-6-luna'), model('openai/gpt-6-sol'), model('ollama/qwen3:8b')]
  expect(modelsInWords({ models: well })).toEqual({ ok: true, text: '3 of openai, ollama' })
  expect(modelsInWords({ models: [...well, model('mistral/x', 'open')] })).toMatchObject({
    ok: false,
    text: '4 of openai, ollama, mistral; failing: mistral/x',
    hint: expect.stringContaining('models ping'),
  })
})
