import { beginAgentRun, wokenAgentRuns } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { connectTemporal } from '../temporal/connection.ts'
import { tellRuns } from './tell-runs.ts'

let stage: TestStore
let temporal: Awaited<ReturnType<typeof connectTemporal>>
beforeAll(async () => {
  const [opened, place] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  temporal = await connectTemporal({ ...place, identity: 'test' })
})
afterAll(async () => {
  await temporal?.close()
  await stage?.close()
})

test('a run that cannot be told holds up none of the others', async () => {
  const w = await stage.workspace()
  const ids: string[] = []
  for (let n = 0; n < 40; n++) {
    const { id } = (await w.run('agent_run.create', { agent: 'planner', prompt: 'x' })).result
    // Temporal takes no name that is empty; one that it does not know has closed.
    await beginAgentRun(w.store, w.id, id, n === 0 ? '' : `closed-${id}`)
    await w.run('agent_run.cancel', { id })
    ids.push(id)
  }
  const relay = stage.open('relay', 2)
  const deps = { app: w.store, relay, client: temporal.client, epoch: 1 }
  await expect(tellRuns(deps)).rejects.toThrow()
  expect((await wokenAgentRuns(relay, 100)).map(({ id }) => id)).toEqual([ids[0]])
})
