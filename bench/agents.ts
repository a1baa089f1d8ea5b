import type { Asked, Says } from '../test/support/model-server.ts'
import { ask, asking, bareCall, durations, openAgentsStage, untilAll } from './support/agents/stage.ts'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { latency, round } from './support/percentiles.ts'
import { growth, weigh } from './support/timers/weigh.ts'

export const agents: Benchmark = {
  name: 'agents',
  about: 'many runs of agents side by side, and what one takes that waits for an approval',
  run: measure,
}

const pace = { thinksMs: 800, pieceMs: 10 }
const text = 'Some words of what was found. '.repeat(10)
const turns = 3

/** Two tools, one after the other, then the answer; or a tool of which people are asked first. */
function say({ messages }: Asked): Says {
  const turn = messages.filter(({ role }) => role === 'assistant').length
  if (messages.some(({ role, content }) => role === 'user' && content === 'ask'))
    return { calls: [{ name: 'list_members', input: {} }] }
  if (turn >= turns - 1) return { text }
  return { text, calls: [{ name: turn === 0 ? 'list_projects' : 'list_tasks', input: {} }] }
}

async function measure(context: BenchContext): Promise<Result> {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, which only Linux has')
  const { quick } = context
  const [working, waiting] = quick ? [10, 20] : [300, 1_000]
  const stage = await openAgentsStage(context, say, pace)
  const tools = ['list_projects', 'list_tasks', 'list_members']
  const started = (count: number, prompt: string) =>
    ask(
      stage,
      Array.from({ length: count }, () =>
        asking(stage.place, prompt, { name: 'measured', tools, approve: ['list_members'] }),
      ),
    )
  context.say('a few runs to begin with')
  await untilAll(stage, await started(5, 'work'), 'completed', 120_000)
  await untilAll(stage, await started(5, 'ask'), 'waiting', 120_000)

  context.say(`${working} runs at once, each with ${turns} calls of a model and two of tools`)
  const cpu = countCpu(stage.pids)
  const startedAt = performance.now()
  const ids = await started(working, 'work')
  await untilAll(stage, ids, 'completed', 60_000 + working * 1_000)
  const seconds = (performance.now() - startedAt) / 1_000
  const spent = cpu()(working)
  const took = await durations(stage, ids)

  context.say('the same calls alone')
  const bareAt = performance.now()
  const bare = await Promise.all(
    Array.from({ length: working }, async () => {
      const at = performance.now()
      for (let turn = 0; turn < turns; turn++) {
        const before = Array.from({ length: turn }, () => ({ role: 'assistant' as const, content: text }))
        await bareCall(stage, [{ role: 'system', content: 'x' }, { role: 'user', content: 'work' }, ...before])
      }
      return performance.now() - at
    }),
  )
  const bareSeconds = (performance.now() - bareAt) / 1_000

  context.say(`${waiting} runs that wait for an approval`)
  const before = weigh(stage.pids)
  await untilAll(stage, await started(waiting, 'ask'), 'waiting', 120_000 + waiting * 1_000)
  return {
    figures: {
      [`${working} at once`]: { perSecond: round(working / seconds, 2), ...latency(took), ...spent },
      [`${waiting} that wait`]: growth(before, weigh(stage.pids), waiting),
    },
    floor: { 'the calls alone': { perSecond: round(working / bareSeconds, 2), ...latency(bare) } },
    ratio: round(working / seconds / (working / bareSeconds), 3),
    notes: [
      `ratio: runs a second of ours divided by conversations a second of bare calls, ${working} at once; more is better`,
      'CpuMs: for each run; Kb: what the memory (PSS) grew by for each run that waits for an approval',
    ],
  }
}
