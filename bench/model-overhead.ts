import { ask, asking, bareCall, durations, openAgentsStage, untilAll } from './support/agents/stage.ts'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { latency, median, round } from './support/percentiles.ts'

export const modelOverhead: Benchmark = {
  name: 'model-overhead',
  about: 'a run of an agent that asks a model once, beside the same call of the model by nothing but fetch',
  run: measure,
}

/** An answer of 400 characters, which takes about a second. */
const pace = { thinksMs: 600, pieceMs: 20 }
const answer = 'A sentence of which there are ten in all'.repeat(10)
const withinMs = 60_000

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const samples = quick ? 8 : 150
  const stage = await openAgentsStage(context, () => ({ text: answer }), pace)
  const once = async () => {
    const ids = await ask(stage, [asking(stage.place, 'What do you see?')])
    await untilAll(stage, ids, 'completed', withinMs)
    return durations(stage, ids)
  }
  say('the first run, for which the workflow is compiled')
  const [first = Number.NaN] = await once()
  for (let n = 0; n < 3; n++) await once()
  say(`${samples} runs, one at a time, in turns with bare calls`)
  const [ours, bare]: [number[], number[]] = [[], []]
  const cpu = countCpu(stage.pids)
  for (let n = 0; n < samples; n++) {
    ours.push(...(await once()))
    bare.push(await bareCall(stage, [{ role: 'user', content: 'What do you see?' }]))
  }
  return {
    figures: { 'a durable run': { ...latency(ours), ...cpu()(samples), firstMs: round(first) } },
    floor: { 'the call alone': latency(bare) },
    ratio: round(median(ours) / median(bare), 3),
    notes: [
      `ratio: p50 of a run with one call of a model, divided by that of the same call alone: ${round(median(ours) - median(bare))} ms more`,
      'times of ours run from the commit that asks to the commit of the end; CpuMs: for each run, with what this machine does between the runs',
    ],
  }
}
