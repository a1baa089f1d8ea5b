import type { Principal } from '@orchestrator/domain'
import { beginAgentRun, getEntity } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definition } from '../../../../../test/support/definition.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import type { AgentRunEnd } from '../../activities/agent-contract.ts'
import { createAgentActivities } from '../create-agent-activities.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { readRun } from './read-run.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

/** A run that waits for a person. */
async function waiting(as: Principal) {
  const agent = definition({ name: 'careful', tools: ['list_members'], approve: ['list_members'] })
  const { id } = (await w.run('agent_run.create', { definition: agent, prompt: 'x' }, as)).result
  const workflowId = workflowOf(w.id, 'careful', id)
  await beginAgentRun(w.store, w.id, id, workflowId)
  const run = { workspaceId: w.id, runId: id }
  const { askApproval, setWaits, endAgentRun } = createAgentActivities({ store: w.store, models: undefined as never })
  const call = { tool: 'list_members', input: {} }
  const asked = await inWorkflow(workflowId, () => askApproval({ run, n: 1, agent: 'careful', ...call }))
  const approvalId = 'approvalId' in asked ? asked.approvalId : ''
  const wait = { step: 1, kind: 'approval' as const, ...call, approvalId }
  const tell = (waits: (typeof wait)[], change: number) =>
    inWorkflow(workflowId, () => setWaits({ run, change, waits }))
  await tell([wait], 0)
  return {
    approvalId,
    goOn: () => tell([], 1),
    end: (end: AgentRunEnd) => inWorkflow(workflowId, () => endAgentRun({ run, end })),
    read: () => readRun(w.store, run),
  }
}
const statusOf = async (id: string) =>
  (await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'approval', id)))?.['status']

test.each([
  ['has left', (id: string) => w.run('member.remove', { id })],
  ['may not run automations any more', (id: string) => w.run('member.update', { id, role: 'VIEWER' })],
])('a run whose starter %s says how it goes on, takes its questions back, and ends', async (_, lose) => {
  const member = await w.member('CONTRIBUTOR')
  const [one, other] = [await waiting(member), await waiting(member)]
  await lose(member.actor.memberId)
  await one.end({ status: 'failed', error: { code: 'model_unavailable', message: 'no model answered' } })
  expect(await one.read()).toMatchObject({ status: 'failed', waits: [] })
  expect(await statusOf(one.approvalId)).toBe('canceled')
  await other.goOn()
  expect(await other.read()).toMatchObject({ status: 'running', waits: [] })
})

test('an answer that came just before the end keeps no run from it', async () => {
  const run = await waiting(w.owner)
  await w.run('approval.answer', { id: run.approvalId, answer: { approved: true } })
  await run.end({ status: 'canceled' })
  expect((await run.read()).status).toBe('canceled')
  expect(await statusOf(run.approvalId)).toBe('answered')
})
