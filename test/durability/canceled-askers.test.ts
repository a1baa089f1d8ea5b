// Who asked an agent is cancelled while processes are killed: nobody waits for the agent any more, so it ends too.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { expectNoOpenWorkflows, until } from './arena/oracle.ts'
import { createWriter } from './arena/writer.ts'

const asker = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'asker',
  when: on('task.created'),
  async run({ event, agents }) { await agents.run('analyst', { prompt: 'look at ' + event.task.title, taskId: event.task.id }) },
})`

let arena: Arena
let model: ModelServer
beforeAll(async () => {
  // It speaks for longer than any test waits.
  model = await startModelServer(() => ({ text: 'well '.repeat(20_000) }), { thinksMs: 100, pieceMs: 500 })
  arena = await openArena({
    playbooks: { 'asker/playbook.ts': asker },
    parts: ['api', 'relay', 'playbooks', 'agents'],
    env: model.env,
  })
  await arena.allUp()
})
afterAll(async () => {
  await arena?.close()
  await model?.close()
})

interface Row {
  readonly id: string
  readonly status: string
  readonly runId: string
}

test('an agent’s run ends with the cancelled run that asked for it, whatever is killed meanwhile', async () => {
  const write = createWriter(arena)
  const asked = async (title: string): Promise<Row | undefined> => {
    const [row] = await arena.sql<Row[]>`
      select id, status, source->>'runId' as "runId" from agent_runs where prompt = ${`look at ${title}`}`
    return row
  }
  for (const victims of [[], ['agents'], ['playbooks', 'relay'], ['agents', 'temporal']] as const) {
    const title = `cancelled beside ${victims.join(' and ') || 'nothing'}`
    await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })
    await until('the agent to be asked', 120_000, async () => {
      const state = await asked(title)
      return { done: state?.status === 'running', state }
    })
    const run = await asked(title)
    await Promise.all(victims.map((name) => arena.kept[name].kill(500)))
    const answer = await write('POST', `/v1/runs/${run?.runId}/cancel`, `cancel ${title}`, {})
    expect(answer.status).toBe(202)
    await Promise.all(victims.map((name) => arena.kept[name].up()))
    await until('the agent’s run to end', 180_000, async () => {
      const state = await asked(title)
      return { done: state?.status === 'canceled', state }
    })
    const told = await arena.sql<{ type: string }[]>`
      select type from events where subject_id = ${run?.id ?? ''} order by seq`
    expect(told.map(({ type }) => type)).toEqual([
      ...['agent_run.created', 'agent_run.cancel_requested', 'agent_run.canceled'],
    ])
  }
  await expectNoOpenWorkflows(arena)
}, 900_000)
