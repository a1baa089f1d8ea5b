import { beginAgentRun } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definition } from '../../../../../test/support/definition.ts'
import { openTestStore, type TestStore } from '../../../../../test/support/workspace.ts'
import { createAgentActivities } from '../create-agent-activities.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const room = { type: 'object', properties: { room: { type: 'string' } }, required: ['room'] }

test('nobody is asked to allow a call that cannot be done: its model is told what does not fit', async () => {
  const w = await stage.workspace()
  const agent = definition({
    name: 'careful',
    tools: ['list_projects', 'github.createIssue', 'warmth'],
    approve: ['list_projects', 'warmth'],
  })
  const callerTools = [{ name: 'warmth', description: 'How warm it is', parameters: room }]
  const { id } = (await w.run('agent_run.create', { definition: agent, callerTools, prompt: 'x' })).result
  const workflowId = workflowOf(w.id, 'careful', id)
  await beginAgentRun(w.store, w.id, id, workflowId)
  const run = { workspaceId: w.id, runId: id }
  const { askApproval } = createAgentActivities({ store: w.store, models: undefined as never })
  let n = 0
  const ask = (tool: string, input: unknown) =>
    inWorkflow(workflowId, () => askApproval({ run, n: n++, agent: 'careful', tool, input: input as never }))
  const refusedAt = async (tool: string, input: unknown) => {
    const answer = await ask(tool, input)
    if (!('refused' in answer)) throw new Error('people were asked')
    const { code, fields } = JSON.parse(answer.refused).error
    return [code, fields[0].path]
  }
  expect(await refusedAt('list_projects', { limit: 'all' })).toEqual(['invalid_input', 'limit'])
  expect(await refusedAt('list_projects', 'all of them')).toEqual(['invalid_input', ''])
  expect(await refusedAt('github.createIssue', { input: { repository: 'acme/app' } })).toEqual([
    'invalid_input',
    'input.title',
  ])
  expect(await refusedAt('warmth', {})).toEqual(['invalid_input', 'room'])
  for (const [tool, input] of [
    ['list_projects', {}],
    ['github.createIssue', { input: { repository: 'acme/app', title: 'It is cold' } }],
    ['warmth', { room: '2.14' }],
  ] as const)
    expect(await ask(tool, input)).toEqual({ approvalId: expect.any(String) })
  expect(await w.store.read(w.id, (tx) => tx`select id from approvals where workspace_id = ${w.id}`)).toHaveLength(3)
})
