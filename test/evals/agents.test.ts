// What the built-in agents are to be good at, checked by code. As it is, answers that were written down are played by a scripted model: this
// shows that the checks and all below them work. With ORCHESTRATOR_EVALS=live the configured models are asked (docs/agents.md).
import { readModelsConfig } from '@orchestrator/models'
import { getEntity } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentStage, openAgentStage } from '../support/agent-stage.ts'
import type { Asked, Says } from '../support/model-server.ts'
import { type Case, cases, type Given } from './cases.ts'
import { always, type Seen } from './seen.ts'

const live = process.env['ORCHESTRATOR_EVALS'] === 'live'
const times = Number(process.env['ORCHESTRATOR_EVALS_TIMES'] ?? 3)

let stage: AgentStage
const scripts = new Map<string, readonly Says[]>()

function scripted({ messages }: Asked): Says {
  const turn = messages.filter(({ role }) => role === 'assistant').length
  const prompt = messages.find(({ role, content }) => role === 'user' && scripts.has(String(content)))?.content
  const says = scripts.get(String(prompt))
  return says?.[turn] ?? { text: 'there is nothing more to say' }
}

beforeAll(async () => {
  stage = await openAgentStage(scripted, live ? readModelsConfig(process.env) : undefined)
})
afterAll(() => stage?.close())

/** Asks once, in a workspace of its own. @returns what is wrong with what came of it */
async function evaluate(one: Case, says?: (given: Given) => readonly Says[]): Promise<string[]> {
  const w = await stage.store.workspace()
  const project = await w.project()
  const given = await one.prepare(w, project)
  const prompt = one.prompt(given)
  if (says) scripts.set(prompt, says(given))
  const id = await stage.ask({ agent: one.agent, prompt, projectId: project }, { in: w })
  const run = await stage.paused(id, { in: w, withinMs: live ? 600_000 : 60_000 })
  const patches = await w.store.read(w.id, (tx) =>
    Promise.all(run.patchIds.map((patch) => getEntity(tx, w.id, 'patch', patch))),
  )
  const seen: Seen = {
    ...{ run, prompt, text: String(run.output ?? ''), steps: await stage.steps(id, { in: w }) },
    operations: patches.flatMap((patch) => patch?.['operations'] as Seen['operations']),
  }
  return [...always, ...one.checks].flatMap((check) => check(seen) ?? [])
}

if (live)
  test.each(cases)('$agent $name', { timeout: 3_600_000 }, async (one) => {
    const found: string[][] = []
    for (let n = 0; n < times; n++) found.push(await evaluate(one))
    const passed = found.filter((problems) => problems.length === 0).length
    console.log(`${one.agent} ${one.name}: ${passed} of ${times}`, found.flat())
  })
else
  test.each(cases)('$agent $name', async (one) => {
    expect(await evaluate(one, one.good)).toEqual([])
    expect((await evaluate(one, one.bad.says)).join('\n')).toMatch(one.bad.found)
  })
