import { LLMock } from '@copilotkit/aimock'
import { newId } from '@orchestrator/domain'
import { ModelError, Models, readModelsConfig } from '@orchestrator/models'
import { beginModelCall, endModelCall, sweepModelAnswers } from '@orchestrator/store'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { askModel } from './ask-model.ts'
import type { AskRequest } from './ask-request.ts'

const server = new LLMock({ port: 0, logLevel: 'silent' })
let stage: TestStore
let w: TestWorkspace
let models: Models

beforeAll(async () => {
  await server.start()
  stage = await openTestStore()
})
afterAll(async () => {
  await server.stop()
  await stage?.close()
})
beforeEach(async () => {
  w = await stage.workspace()
  models = modelsWith({})
})
afterEach(() => void server.reset())

/** A model of grade 1 at $1 and one of grade 3 at $10 for a million tokens, both at this server. */
function modelsWith(settings: object): Models {
  const all = {
    'local/small': { contextWindow: 32_000, grade: 1, price: { input: 1, output: 1 } },
    'local/large': { contextWindow: 32_000, grade: 3, price: { input: 10, output: 10 } },
  }
  return new Models(
    readModelsConfig({
      ORCHESTRATOR_MODELS_LOCAL_URL: `${server.url}/v1`,
      ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify({ models: all, ...settings }),
    }),
  )
}

/** A tenth of a million tokens: $0.10 of the small model, $1 of the large one. */
const usage = { prompt_tokens: 60_000, completion_tokens: 40_000, input_tokens: 60_000, output_tokens: 40_000 }
const answers = (content = 'Here I am.') => server.addFixture({ match: {}, response: { content, usage } })
const ask = (request: Partial<AskRequest> = {}) =>
  askModel(
    { models, store: w.store },
    {
      ...{ workspaceId: w.id, taskType: 'planner', complexity: 'high', agent: 'planner' },
      messages: [{ role: 'user', content: 'plan' }],
      ...request,
    },
  )
const asked = () => server.journal.getAll().length
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof ModelError ? error.code : String(error)),
  )
const rows = () =>
  w.store.read(
    w.id,
    (tx) => tx<Record<string, unknown>[]>`
      select *, cost_usd::float8 as cost_usd, reserved_usd::float8 as reserved_usd from model_calls where workspace_id = ${w.id} order by at, step`,
  )
const budgetEvents = async () =>
  (await w.events()).filter(({ type }) => /^model_budget\.(warned|exceeded)$/.test(type)).map(({ type }) => type)

describe('the ledger', () => {
  test('has a call with what it took, for whom and by which price', async () => {
    answers()
    const [projectId, runId] = [await w.project(), newId()]
    const answer = await ask({ projectId, runId, step: 3, complexity: 'low' })
    expect(answer).toMatchObject({ text: 'Here I am.', model: 'local/small', costUsd: 0.1, cached: false })
    expect(await rows()).toMatchObject([
      {
        ...{
          runId,
          step: 3,
          projectId,
          agent: 'planner',
          purpose: 'planner',
          route: 'planner.low',
          status: 'answered',
        },
        ...{ model: 'local/small', provider: 'local', inputTokens: 60_000, outputTokens: 40_000, costUsd: 0.1 },
        ...{ priceSource: 'settings', lost: 0, tryId: null, attempts: [{ model: 'local/small', error: null }] },
      },
    ])
  })

  test('has what failed, with what the attempts cost, and a second try adds to it', async () => {
    server.addFixture({ match: { model: 'large' }, response: { toolCalls: [{ name: 'x', arguments: 'no' }], usage } })
    server.addFixture({ match: { model: 'small' }, response: { error: { message: 'no' }, status: 503 } })
    const call = { runId: newId(), step: 0 }
    expect(await codeOf(ask(call))).toBe('unavailable')
    expect(await rows()).toMatchObject([{ status: 'failed', error: 'unavailable', httpStatus: 503, costUsd: 1 }])
    server.reset()
    answers()
    expect(await ask(call)).toMatchObject({ model: 'local/large', costUsd: 1 })
    const [row, ...others] = await rows()
    expect(others).toEqual([])
    expect(row).toMatchObject({ status: 'answered', error: null, costUsd: 2, lost: 0 })
    expect(row?.['attempts']).toMatchObject([
      { model: 'local/large', error: 'malformed' },
      { model: 'local/small', error: 'unavailable' },
      { model: 'local/large', error: null },
    ])
  })

  test('gives a step that is repeated what it was answered before, and nobody is asked', async () => {
    answers()
    const call = { runId: newId(), step: 0 }
    const first = await ask(call)
    let told = ''
    expect(await ask({ ...call, onText: (text) => void (told += text) })).toEqual(first)
    expect([told, asked(), (await rows()).length]).toEqual(['Here I am.', 1, 1])
  })

  test('has what no database takes with something in its place, and a backslash as it is', async () => {
    answers('NUL \0, a half \ud83d, a whole 🎉, and \\u0000')
    const call = { runId: newId(), step: 0 }
    const answer = await ask(call)
    expect(answer.text).toBe('NUL \ufffd, a half \ufffd, a whole 🎉, and \\u0000')
    expect(await ask(call)).toEqual(answer)
  })

  test('a cost of which no price is known is not known, and not nothing', async () => {
    answers()
    models = modelsWith({ models: { 'local/free': { contextWindow: 32_000, grade: 3 } } })
    expect((await ask()).costUsd).toBeNull()
    expect(await rows()).toMatchObject([{ costUsd: 0, unpriced: true, priceSource: null }])
  })
})

describe('a budget', () => {
  test('that is spent stops further calls; ADMINs are warned and told once in a period', async () => {
    answers()
    await w.run('model_budget.set', { limitUsd: 2.5, warnAt: 0.3 })
    await ask()
    expect(await budgetEvents()).toEqual(['model_budget.warned'])
    await ask()
    expect(await budgetEvents()).toEqual(['model_budget.warned'])
    // $0.50 are left, of which this call may take half; in truth it takes $1.
    expect((await ask({ maxOutput: 20_000, messages: [{ role: 'user', content: 'x '.repeat(10_000) }] })).model).toBe(
      'local/large',
    )
    expect(await budgetEvents()).toEqual(['model_budget.warned', 'model_budget.exceeded'])
    expect(await codeOf(ask())).toBe('over_budget')
    expect([await budgetEvents(), asked()]).toEqual([['model_budget.warned', 'model_budget.exceeded'], 3])
    await w.run('model_budget.set', { limitUsd: 100, warnAt: 0.3 })
    expect((await ask()).model).toBe('local/large')
  })

  test('that degrades leaves the small models', async () => {
    answers()
    await w.run('model_budget.set', { limitUsd: 0.5, atLimit: 'degrade', agent: 'planner', period: 'day' })
    models = modelsWith({ routes: { planner: ['local/large'] } })
    expect((await ask()).model).toBe('local/large')
    expect((await ask()).model).toBe('local/small')
    expect((await ask({ agent: 'reviewer' })).model).toBe('local/large')
  })

  test('of a project or a run concerns no other', async () => {
    answers()
    const [mine, other] = [await w.project(), await w.project()]
    await w.run('model_budget.set', { limitUsd: 0.5, projectId: mine })
    await ask({ projectId: mine })
    expect(await codeOf(ask({ projectId: mine }))).toBe('over_budget')
    expect(await codeOf(ask({ projectId: other }))).toBe('none')
    const runId = newId()
    await ask({ runId, step: 0, budgetUsd: 0.5 })
    expect(await codeOf(ask({ runId, step: 1, budgetUsd: 0.5 }))).toBe('over_budget')
    expect(await codeOf(ask({ runId: newId(), step: 0, budgetUsd: 0.5 }))).toBe('none')
  })

  test('is kept by calls side by side: what those under way may cost is left for them', async () => {
    server.addFixture({ match: {}, response: { content: 'late', usage }, chaos: { latencyMs: 300 } })
    // Each may cost $0.30 of the large model, or $0.03 of the small one.
    await w.run('model_budget.set', { limitUsd: 1 })
    models = modelsWith({ routes: { planner: ['local/large'] } })
    const ends = await Promise.all(Array.from({ length: 10 }, () => codeOf(ask({ maxOutput: 30_000 }))))
    expect(ends.filter((end) => end === 'none')).toHaveLength(3)
    // Those for whom nothing is left may ask again: more may be left once the others have ended, and here is not.
    expect(ends.filter((end) => end === 'unavailable' || end === 'over_budget')).toHaveLength(7)
    expect(await codeOf(ask({ maxOutput: 30_000 }))).toBe('over_budget')
  })

  test('that others keep for a while ends no call: it says when to ask again', async () => {
    answers()
    const runId = newId()
    const other = {
      workspaceId: w.id,
      runId,
      projectId: null,
      agent: null,
      purpose: 'planner',
      route: 'x',
      cache: null,
      ...{ isRepeatable: true, isCoalesced: false },
    }
    const call = { ...other, id: newId(), step: 7, runBudgetUsd: null }
    const begun = await beginModelCall(w.store, call, () => ({ reservedUsd: 4.999, reservedMs: 60_000 }))
    await w.run('model_budget.set', { limitUsd: 5 })
    const mine = { runId, step: 0, budgetUsd: 5 }
    const refusal = await ask(mine).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'unavailable', retryAfterMs: 30_000, attempts: [] })
    expect(asked()).toBe(0)
    const end = {
      attempts: [],
      usage: { input: 0, cachedInput: 0, output: 0 },
      costUsd: 1,
      unpriced: false,
      latencyMs: 0,
    }
    const outcome = { error: 'timeout', httpStatus: 0 }
    await endModelCall(w.store, call, begun.state === 'mine' ? begun.tryId : '', { ...end, outcome })
    expect((await ask(mine)).model).toBe('local/large')
  })

  test('leaves room for a long answer as far as it goes, and keeps that for it', async () => {
    answers()
    const request = () => server.journal.getAll().at(-1)?.body as { max_tokens?: number } | undefined
    await ask({ mostOutput: 16_000 })
    expect(request()?.max_tokens).toBe(16_000)
    await w.run('model_budget.set', { limitUsd: 1.3 })
    await ask({ mostOutput: 16_000 })
    // $0.30 are left, of which it may take a fourth; the large model is at $10 for a million.
    expect(request()?.max_tokens).toBeLessThanOrEqual(7_500)
    expect(request()?.max_tokens).toBeGreaterThan(7_400)
    expect((await rows()).map(({ reservedUsd }) => Number(reservedUsd))).toEqual([
      expect.closeTo(0.16, 3),
      expect.closeTo(0.075, 3),
    ])
  })

  test('nothing may be spent where it is zero', async () => {
    await w.run('model_budget.set', { limitUsd: 0 })
    expect([await codeOf(ask()), asked(), await rows()]).toEqual(['over_budget', 0, []])
  })
})

describe('the cache', () => {
  const cache = { maxAgeMs: 3_600_000 }

  test('answers the same question, in its workspace alone, and costs nothing', async () => {
    answers()
    await ask({ cache })
    const call = { runId: newId(), step: 0, cache }
    const hit = await ask(call)
    expect(hit).toMatchObject({ text: 'Here I am.', cached: true, costUsd: 0, usage: { input: 0, output: 0 } })
    expect((await rows()).map(({ cached, costUsd, savedUsd }) => [cached, costUsd, Number(savedUsd)])).toEqual([
      [false, 1, 0],
      [true, 0, 1],
    ])
    expect(await ask(call)).toEqual(hit)
    w = await stage.workspace()
    expect((await ask({ cache })).cached).toBe(false)
    expect(asked()).toBe(2)
  })

  test.each<[string, Partial<AskRequest>]>([
    ['other words', { messages: [{ role: 'user', content: 'plan it' }] }],
    ['other tools', { tools: [{ name: 'x', description: 'x', parameters: { type: 'object' } }] }],
    ['another form', { jsonSchema: { name: 'x', schema: { type: 'string' } } }],
    ['another route', { complexity: 'low' }],
    ['another temperature', { temperature: 1 }],
    ['an answer that is younger', { cache: { maxAgeMs: 0 } }],
    ['no cache', { cache: undefined as never }],
  ])('is not asked for %s', async (_, other) => {
    answers('"Here I am."')
    await ask({ cache })
    expect((await ask({ cache, ...other })).cached).toBe(false)
  })

  test('keeps no answer that was cut off', async () => {
    server.addFixture({ match: {}, response: { content: 'Here', finishReason: 'length', usage } })
    expect(await ask({ cache })).toMatchObject({ finish: 'length' })
    expect((await ask({ cache })).cached).toBe(false)
  })

  test('and the ledger forget answers that nobody comes for any more, and keep what they cost', async () => {
    answers()
    const call = { runId: newId(), step: 0, cache }
    await ask(call)
    await sweepModelAnswers(w.store)
    expect((await ask({ ...call, step: 1 })).cached).toBe(true)
    await w.store.write(w.id, async (tx) => {
      await tx`update model_calls set at = now() - interval '8 days' where workspace_id = ${w.id}`
      await tx`update model_cache set created_at = now() - interval '31 days' where workspace_id = ${w.id}`
    })
    await sweepModelAnswers(w.store)
    expect((await rows()).map(({ answer, costUsd }) => [answer, costUsd])).toEqual([
      [null, 1],
      [null, 0],
    ])
    expect((await ask({ ...call, step: 2, cache: { maxAgeMs: 1e12 } })).cached).toBe(false)
  })

  test('of a workspace has a bound: what was used longest ago goes', async () => {
    answers()
    await w.store.write(
      w.id,
      (tx) => tx`
      insert into model_cache (workspace_id, key, answer, bytes, latency_ms, used_at)
      select ${w.id}, 'k' || n, '{}', 40000, 1, now() - n * interval '1 minute' from generate_series(1, 1000) n`,
    )
    await ask({ cache })
    const kept = await w.store.read(
      w.id,
      (tx) => tx<{ key: string }[]>`
      select key from model_cache where workspace_id = ${w.id} order by used_at desc`,
    )
    // 32 MB: the new one, and 799 of 40 kB beside it.
    expect([kept.length, kept.at(-1)?.key]).toEqual([800, 'k799'])
    expect((await ask({ cache })).cached).toBe(true)
  })

  test('answers though the budget is spent', async () => {
    answers()
    await ask({ cache })
    await w.run('model_budget.set', { limitUsd: 0.5 })
    expect([await codeOf(ask()), (await ask({ cache })).cached]).toEqual(['over_budget', true])
  })
})

describe('the same question at the same time', () => {
  const cache = { maxAgeMs: 3_600_000 }
  const late = (latencyMs: number) =>
    server.addFixture({ match: {}, response: { content: 'Here I am.', usage }, chaos: { latencyMs } })
  const underWay = () => expect.poll(async () => (await rows()).length, { timeout: 30_000 }).toBe(1)
  const kinds = async () =>
    (await rows()).map(({ status, cached, coalesced, costUsd }) => [status, cached, coalesced, costUsd])

  test('is put to a model once: the others wait for that answer, and cost nothing', async () => {
    late(3_000)
    await w.run('model_budget.set', { limitUsd: 1.5 })
    const first = ask({ cache })
    await underWay()
    const calls = Array.from({ length: 4 }, (_, step) => ({ runId: newId(), step, cache }))
    const others = await Promise.all(calls.map(ask))
    expect(await first).toMatchObject({ text: 'Here I am.', cached: false, costUsd: 1 })
    for (const other of others) expect(other).toMatchObject({ text: 'Here I am.', cached: true, costUsd: 0 })
    const row = (isFirst: boolean) => ['answered', !isFirst, !isFirst, isFirst ? 1 : 0]
    expect([asked(), await kinds()]).toEqual([1, [true, false, false, false, false].map(row)])
    // Repeated as a step it is known, and later it is a hit like any other.
    expect(await ask(calls[0])).toEqual(others[0])
    await ask({ cache })
    expect((await kinds()).at(-1)).toEqual(['answered', true, false, 0])
  })

  test('of which the first fails, one of those that wait asks by itself', async () => {
    late(4_000)
    const cancelling = new AbortController()
    const first = codeOf(ask({ cache, signal: cancelling.signal }))
    await underWay()
    const others = [ask({ cache }), ask({ cache }), ask({ cache })]
    cancelling.abort()
    expect(await first).toBe('cancelled')
    const answers = await Promise.all(others)
    expect(answers.map(({ cached }) => cached).sort()).toEqual([false, true, true])
    const [, ...made] = await kinds()
    expect(made.sort()).toEqual([
      ['answered', false, false, 1],
      ['answered', true, true, 0],
      ['answered', true, true, 0],
    ])
  })

  test('is left by whoever cancels while it waits; the first goes on', async () => {
    late(4_000)
    const first = ask({ cache })
    await underWay()
    expect(await codeOf(ask({ cache, signal: AbortSignal.timeout(50) }))).toBe('cancelled')
    expect(await codeOf(ask({ cache, signal: AbortSignal.abort() }))).toBe('cancelled')
    expect((await first).text).toBe('Here I am.')
    expect(asked()).toBe(1)
  })

  test('that wants no older answer, another temperature, or is of another workspace is put by itself', async () => {
    late(300)
    const other = await stage.workspace()
    const asks = [
      ask({ cache }),
      ask({}),
      ask({ cache, temperature: 1 }),
      ask({ cache, workspaceId: other.id }),
      ask({ cache, messages: [{ role: 'user', content: 'plan it' }] }),
    ]
    expect((await Promise.all(asks)).map(({ cached }) => cached)).toEqual([false, false, false, false, false])
    expect(asked()).toBe(5)
  })

  test('of which the answer is cut off is put by each, one after the other', async () => {
    server.addFixture({
      match: {},
      response: { content: 'Here', finishReason: 'length', usage },
      chaos: { latencyMs: 200 },
    })
    const answers = await Promise.all([ask({ cache }), ask({ cache })])
    expect(answers.map(({ cached }) => cached)).toEqual([false, false])
    expect(asked()).toBe(2)
  })
})
