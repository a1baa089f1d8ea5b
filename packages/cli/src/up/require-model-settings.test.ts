import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const bin = join(import.meta.dirname, '../../bin/orchestrator.mjs')
const folder = mkdtempSync(join(tmpdir(), 'models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const up = (variables: Record<string, string>) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env.PATH, ...variables }
    execFile(process.execPath, [bin, 'up', '--home', join(folder, 'home')], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

test.each([
  [{ ORCHESTRATOR_MODELS_SETTINGS: '{bad' }, 'ORCHESTRATOR_MODELS_SETTINGS: JSON'],
  [
    { ORCHESTRATOR_MODELS_OPENAI_KEY: 'k', ORCHESTRATOR_MODELS_OPENAI_URL: 'nowhere' },
    'ORCHESTRATOR_MODELS_OPENAI_URL: a URL',
  ],
  [
    {
      ORCHESTRATOR_MODELS_OPENAI_KEY: 'k',
      ORCHESTRATOR_MODELS_SETTINGS: '{"routes":{"planner":["openai/gpt-zero"]}}',
    },
    'ORCHESTRATOR_MODELS_SETTINGS.routes.planner.0: a known model',
  ],
])('a wrong variable is all that is said, before anything is started: %j', async (variables, words) => {
  const { code, out, err } = await up(variables)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(
    /^\nThe environment is not right\.\n {2}ORCHESTRATOR_MODELS_\S+: .*\n→ docs\/models\.md says .*\n$/,
  )
  expect(err).toContain(words)
  expect(existsSync(join(folder, 'home'))).toBe(false)
})
