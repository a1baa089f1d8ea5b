import { countTokens, fitContext, rankByRelevance } from '@orchestrator/models'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { type BenchTask, type Goal, planGoals } from './support/context/plan-goals.ts'
import { median, percentile, round } from './support/percentiles.ts'

export const context: Benchmark = {
  name: 'context',
  about: 'tokens that a planning request sends to a model, beside sending every task',
  run: measure,
}

const budget = 4_000

interface Sent {
  readonly tokens: number
  readonly recall: number
  readonly ms: number
}

async function measure({ quick, say }: BenchContext): Promise<Result> {
  const { tasks, goals } = planGoals(quick ? 500 : 2_000, quick ? 5 : 50)
  const everything = await countTokensOf(tasks)
  say(`${tasks.length} tasks are ${everything} tokens`)
  const ours: Sent[] = []
  const newest: Sent[] = []
  for (const goal of goals) {
    ours.push(await fitted(goal, tasks, rankByRelevance(goal.words, tasks)))
    newest.push(await fitted(goal, tasks, new Map(tasks.map(({ key }, n) => [key, n]))))
  }
  const recall = Math.min(...ours.map((one) => one.recall))
  say(`recall ${recall}`)
  if (recall < 1) throw new Error(`a recorded answer refers to tasks that were not sent: recall ${recall}`)
  const tokens = median(ours.map((one) => one.tokens))
  return {
    figures: { 'what fits, by relevance': figuresOf(ours) },
    floor: { 'every task': { tokens: everything, recall: 1 }, 'what fits, the newest first': figuresOf(newest) },
    ratio: round(tokens / everything, 3),
    notes: [
      `ratio: tokens that are sent of ${tasks.length} tasks ÷ tokens of all of them, with a budget of ${budget}; less is better`,
      `recall: of the tasks of which the recorded answer to each of ${goals.length} goals speaks, the share that was sent; ours must be 1 for every goal`,
      'the answers are planted, not a model’s: the open tasks on one thing in one area, which the goal names in other forms',
      'ms: ranking, counting and choosing, in the calling process',
    ],
  }
}

async function fitted(
  { words, refersTo }: Goal,
  tasks: readonly BenchTask[],
  relevance: ReadonlyMap<string, number>,
): Promise<Sent> {
  const startedAt = performance.now()
  const items = tasks.map((task) => ({ ...task, relevance: relevance.get(task.key) ?? 0 }))
  const sections = [
    { name: 'Goal', priority: 2, items: [{ key: 'goal', text: words, relevance: 1 }] },
    { name: 'Tasks', priority: 1, items },
  ]
  const { tokens, sections: reports } = await fitContext(sections, budget, countTokens)
  const ms = performance.now() - startedAt
  const shown = new Set(reports.flatMap((report) => report.shown))
  return { tokens, recall: refersTo.filter((key) => shown.has(key)).length / refersTo.length, ms }
}

const figuresOf = (sent: readonly Sent[]) => ({
  tokens: median(sent.map(({ tokens }) => tokens)),
  recall: round(Math.min(...sent.map(({ recall }) => recall)), 3),
  p50Ms: round(median(sent.map(({ ms }) => ms)), 1),
  p95Ms: round(
    percentile(
      sent.map(({ ms }) => ms),
      0.95,
    ),
    1,
  ),
})

/** As they would be sent: a line each. */
async function countTokensOf(tasks: readonly BenchTask[]): Promise<number> {
  let tokens = 0
  for (const { text } of tasks) tokens += await countTokens(`- ${text}\n`)
  return tokens
}
