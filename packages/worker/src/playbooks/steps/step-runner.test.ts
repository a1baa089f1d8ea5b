import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStepRunner, type StepRunner } from './step-runner.ts'

let folder = ''
let runner: StepRunner

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'))
  const file = join(folder, 'steps.mjs')
  await writeFile(
    file,
    `export default { demo: {
      add: async (a, b) => ({ sum: a + b }),
      nothing: () => {},
      environment: () => Object.keys(process.env),
      fails: () => { const e = new RangeError('too far'); throw e },
      loops: () => { for (;;); },
      never: () => new Promise(() => {}),
      fills: () => { const a = []; for (;;) a.push({ x: 1 }) },
      explodes: () => { const a = []; for (;;) a.push(new Array(5e6).fill(1.5)) },
      exits: () => process.exit(3),
      rejects: () => { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 200)) },
      bigint: () => 1n,
      fn: () => () => 1,
    } }`,
  )
  process.env['DATABASE_URL_CANARY'] = 'secret'
  runner = createStepRunner({ file, env: { GREETING: 'hello' }, memoryMb: 64 })
})
afterAll(async () => {
  runner.close()
  delete process.env['DATABASE_URL_CANARY']
  await rm(folder, { recursive: true })
})

const call = (name: string, args: number[] = [], timeoutMs = 5_000) =>
  runner.call({ playbook: 'demo', name, args, timeoutMs })

describe('createStepRunner', () => {
  it('answers what the function returned', async () => {
    expect(await call('add', [1, 2])).toEqual({ ok: true, value: { sum: 3 } })
    expect(await call('nothing')).toEqual({ ok: true, value: null })
  })

  it('gives the code no secrets', async () => {
    const answer = await call('environment')
    expect(answer).toMatchObject({ ok: true })
    const names = answer.ok ? (answer.value as string[]) : []
    expect(names).toContain('GREETING')
    expect(names).not.toContain('DATABASE_URL_CANARY')
    expect(names.filter((name) => /^(ORCHESTRATOR|DATABASE|TEMPORAL)/.test(name))).toEqual([])
  })

  it.each([
    ['fails', { kind: 'threw', name: 'RangeError', message: 'too far' }],
    ['rejects', { kind: 'threw', message: 'lost' }],
    ['bigint', { kind: 'not_serialisable' }],
    ['fn', { kind: 'not_serialisable' }],
    ['unknown', { kind: 'missing' }],
    ['constructor', { kind: 'missing' }],
    ['exits', { kind: 'threw' }],
    ['fills', { kind: 'out_of_memory' }],
    ['explodes', { kind: 'out_of_memory' }],
  ])('%s ends in an error that says so, and the next call works', async (name, error) => {
    expect(await call(name)).toMatchObject({ ok: false, error })
    expect(await call('add', [2, 3])).toEqual({ ok: true, value: { sum: 5 } })
  })

  it('ends a call that loops or never settles, without disturbing others', async () => {
    const [loops, never, fine] = await Promise.all([
      call('loops', [], 500),
      call('never', [], 500),
      call('add', [1, 1]),
    ])
    expect(loops).toMatchObject({ ok: false, error: { kind: 'timed_out' } })
    expect(never).toMatchObject({ ok: false, error: { kind: 'timed_out' } })
    expect(fine).toEqual({ ok: true, value: { sum: 2 } })
  })
})
