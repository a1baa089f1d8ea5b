import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '@orchestrator/domain/random'
import { Models, readModelsConfig } from '@orchestrator/models'
import { askModel } from '@orchestrator/worker/models'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { startDatabase } from './support/database.ts'
import { percentile, round } from './support/percentiles.ts'
import { makePlaces, type Place } from './support/workspaces.ts'

export const cache: Benchmark = {
  name: 'cache',
  about: 'a day of planning and explaining by models, with answers that are given again, beside the same without',
  run: measure,
}

/** Shorter than any real model takes, so that what we add is seen. */
const modelMs = 200
const tasks = 60
const goals = 15

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const count = quick ? 100 : 1_000
  const database = await startDatabase(context)
  const store = database.store(4)
  const [cached, bare] = (await makePlaces(store, 2, 'cache')) as [Place, Place]
  const server = await startModel()
  const models = modelsAt(server.url)
  const day = questionsOf(count)
  const times = { cached: [] as number[], bare: [] as number[] }
  let hits = 0
  let savedUsd = 0
  const ask = async (place: Place, question: Question, maxAgeMs: number | null) => {
    const startedAt = performance.now()
    const answer = await askModel(
      { models, store },
      {
        ...{ workspaceId: place.workspaceId, taskType: question.kind, complexity: 'low', agent: question.kind },
        messages: [{ role: 'user', content: question.text }],
        ...(maxAgeMs !== null && { cache: { maxAgeMs } }),
      },
    )
    return { answer, ms: performance.now() - startedAt }
  }
  // In turns, so that other work on the machine is in both.
  for (const [n, question] of day.entries()) {
    const without = await ask(bare, question, null)
    const withCache = await ask(cached, question, 86_400_000)
    if (withCache.answer.text !== without.answer.text) throw new Error('an answer is not that to its question')
    times.bare.push(without.ms)
    times.cached.push(withCache.ms)
    if (withCache.answer.cached) {
      hits++
      savedUsd += without.answer.costUsd ?? 0
    }
    if ((n + 1) % 100 === 0) say(`${n + 1} calls, ${hits} of them answered again`)
  }
  if (server.asked() !== count + count - hits) throw new Error('the models were asked something else')
  await server.close()
  const [with_, without] = [sum(times.cached), sum(times.bare)]
  return {
    figures: {
      'with the cache': {
        ...{
          hitRate: round(hits / count, 3),
          savedS: round((without - with_) / 1_000, 1),
          savedUsd: round(savedUsd, 4),
        },
        ...figuresOf(times.cached),
      },
    },
    floor: { 'without it': figuresOf(times.bare) },
    ratio: round(with_ / without, 3),
    notes: [
      `ratio: the time of all ${count} calls with the cache, divided by that without; a model that answers after ${modelMs} ms`,
      `two thirds explain one of ${tasks} tasks and one third plans one of ${goals} goals, by Zipf’s law; each time in ten what is asked about has changed before`,
      'hitRate follows from that mix: it says what repeats are worth, not how many a team has',
    ],
  }
}

interface Question {
  readonly kind: 'explainer' | 'planner'
  readonly text: string
}

/** A day's questions in their order: a change of what is asked about makes the question another. */
function questionsOf(count: number): Question[] {
  const random = randomFrom(1)
  const versions = new Map<string, number>()
  return Array.from({ length: count }, () => {
    const kind = random() < 2 / 3 ? 'explainer' : 'planner'
    const subject = `${kind} ${zipf(random(), kind === 'explainer' ? tasks : goals)}`
    if (random() < 0.1) versions.set(subject, (versions.get(subject) ?? 0) + 1)
    return {
      kind,
      text: `${subject}, as it is since change ${versions.get(subject) ?? 0}. ${'Its context. '.repeat(100)}`,
    }
  })
}

/** The rank that a draw falls on, where rank n has a weight of 1/n (Zipf 1949). */
function zipf(draw: number, ranks: number): number {
  const weights = Array.from({ length: ranks }, (_, n) => 1 / (n + 1))
  let left = draw * sum(weights)
  const found = weights.findIndex((weight) => (left -= weight) < 0)
  return found < 0 ? ranks - 1 : found
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const figuresOf = (times: readonly number[]): Figures => ({
  totalS: round(sum(times) / 1_000, 1),
  p50Ms: round(percentile(times, 0.5), 2),
  p95Ms: round(percentile(times, 0.95), 2),
  samples: times.length,
})

const modelsAt = (url: string): Models =>
  new Models(
    readModelsConfig({
      ORCHESTRATOR_MODELS_LOCAL_URL: url,
      ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify({ models: { 'local/model': { price: { input: 1, output: 4 } } } }),
    }),
  )

/** A model that speaks as OpenAI's do, and answers with a name of its question. */
async function startModel(): Promise<{ url: string; asked(): number; close(): Promise<void> }> {
  let asked = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: { content: string }[] }
    asked++
    await pause(modelMs)
    const message = { role: 'assistant', content: `About ${messages.at(-1)?.content.split('.')[0]}.` }
    const usage = { prompt_tokens: 320, completion_tokens: 180, total_tokens: 500 }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ id: 'x', model: 'model', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { url, asked: () => asked, close: () => server[Symbol.asyncDispose]() }
}
