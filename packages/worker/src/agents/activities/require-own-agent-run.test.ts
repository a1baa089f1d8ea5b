import { newId } from '@orchestrator/domain'
import { beginAgentRun, listAgentSteps, renewEpoch } from '@orchestrator/store'
import { ApplicationFailure } from '@temporalio/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definition } from '../../../../../test/support/definition.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { createAgentActivities } from '../create-agent-activities.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { callActionActivity } from './call-action.ts'
import { readRun } from './read-run.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const tools = ['list_members', 'github.createIssue']
async function started(more: object = {}) {
  const agent = definition({ name: 'helper', tools, trusted: ['github.createIssue'], ...more })
  const { id } = (await w.run('agent_run.create', { definition: agent, prompt: 'x' })).result
  const workflowId = workflowOf(w.id, 'helper', id)
  await beginAgentRun(w.store, w.id, id, workflowId)
  return { id, workflowId, ref: { workspaceId: w.id, runId: id } }
}
const activities = () => {
  const deps = { store: w.store, models: { all: new Map() } as never }
  const callAction = callActionActivity({ store: w.store } as never)
  return { ...createAgentActivities(deps), callAction }
}
/** The code with which it is refused. */
const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: { type?: string; code?: string }) => error.type ?? error.code ?? String(error),
  )

test('no activity does anything for another workflow than the run’s own, nor once the run has ended', async () => {
  const { id, workflowId, ref: run } = await started()
  const { loadAgentRun, askModel, callTool, callAction, ...others } = activities()
  const { answerWithoutModel, askApproval, setWaits, readAnswers, endAgentRun } = others
  const step = { run, n: 7, agent: 'helper' }
  const action = JSON.stringify({ input: { repository: 'acme/app', title: 'x' } })
  const begin = {
    loadAgentRun: () => loadAgentRun({ run }),
    askModel: () => askModel({ ...step, question: { after: null, items: [], handoffs: [], consults: [] } }),
    callTool: () => callTool({ ...step, tool: 'list_members', input: '{}' }),
    callAction: () => callAction({ ...step, tool: 'github.createIssue', input: action }),
    answerWithoutModel: () => answerWithoutModel(step),
    askApproval: () => askApproval({ ...step, tool: 'list_members', input: {} }),
    setWaits: () => setWaits({ run, change: 0, waits: [] }),
    readAnswers: () => readAnswers({ run, waits: [] }),
  }
  const end = () => endAgentRun({ run, end: { status: 'completed', output: 'not yours' } })
  const foreign = [`${w.id}/intruder@0123456789ab/${newId()}#1`, workflowOf(w.id, 'other', id)]
  for (const other of [...foreign, (await started()).workflowId])
    for (const [name, work] of Object.entries({ ...begin, end }))
      expect([name, await refused(inWorkflow<unknown>(other, work))]).toEqual([name, 'forbidden'])
  expect(await listAgentSteps(w.store, run)).toEqual([])
  expect((await readRun(w.store, run)).status).toBe('running')

  await inWorkflow(workflowId, () => endAgentRun({ run, end: { status: 'canceled' } }))
  for (const [name, work] of Object.entries(begin))
    expect([name, await refused(inWorkflow<unknown>(workflowId, work))]).toEqual([name, 'invalid_state'])
  // Its end may be told again.
  await inWorkflow(workflowId, end)
  expect((await readRun(w.store, run)).status).toBe('canceled')
  expect(await listAgentSteps(w.store, run)).toEqual([])
})

test('a call that needs a person is done when people have allowed that very call, and no other', async () => {
  const { workflowId, ref: run } = await started({ trusted: [], approve: ['list_members'] })
  const { askApproval, callTool, callAction } = activities()
  let n = 0
  const answered = async (tool: string, input: object, approved: boolean) => {
    const asked = { run, n: n++, agent: 'helper', tool, input: input as never }
    const approval = await inWorkflow(workflowId, () => askApproval(asked))
    await w.run('approval.answer', { id: 'approvalId' in approval ? approval.approvalId : '', answer: { approved } })
  }
  const call = async (tool: string, input: object) => {
    const [work, asked] = [tool.includes('.') ? callAction : callTool, { run, agent: 'helper', tool }]
    const place = { ...asked, n: n++, input: JSON.stringify(input) }
    return JSON.parse((await inWorkflow(workflowId, () => work(place))).output)
  }
  const no = { error: { code: 'forbidden', message: expect.stringContaining('nobody has allowed') } }
  expect(await call('list_members', {})).toEqual(no)
  await answered('list_members', {}, false)
  expect(await call('list_members', {})).toEqual(no)
  await answered('list_members', {}, true)
  expect(await call('list_members', {})).toMatchObject({ items: [{ name: 'Ada' }] })
  const issue = (title: string) => ({ input: { repository: 'acme/app', title } })
  await answered('github.createIssue', issue('one'), true)
  expect(await call('github.createIssue', issue('another'))).toEqual(no)
  // It gets as far as to look for the connection.
  expect(await call('github.createIssue', issue('one'))).toMatchObject({ error: { code: 'invalid_state' } })
})

test('a workflow from before a restore does nothing', async () => {
  const own = await openTestStore()
  const there = await own.workspace()
  const { id } = (await there.run('agent_run.create', { agent: 'planner', prompt: 'x' })).result
  await renewEpoch(own.database)
  const { loadAgentRun } = createAgentActivities({ store: there.store, models: { all: new Map() } as never })
  const load = () => loadAgentRun({ run: { workspaceId: there.id, runId: id } })
  const old = inWorkflow(workflowOf(there.id, 'planner', id), load)
  await expect(old).rejects.toThrow(ApplicationFailure)
  expect(await refused(inWorkflow(workflowOf(there.id, 'planner', id), load))).toBe('restored')
  await own.close()
})
