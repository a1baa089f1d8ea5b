import { AppError, type CommandInput, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

// Whoever names an agent or a tool that is not there is told when it is saved, not when it runs.

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

/** What is said of each place that is wrong. */
async function wrong(work: Promise<unknown>): Promise<Record<string, string>> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error === undefined) return {}
  if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error
  expect(error.fields.map(({ code }) => code)).toEqual(error.fields.map(() => 'not_found'))
  return Object.fromEntries(error.fields.map(({ path, expected }) => [path, expected]))
}

const ask = (name: string) => ({ action: 'agent.run', agent: name, prompt: 'Look' }) as const
const ruleOf = (...asked: string[]) =>
  ({ name: 'asks', when: 'task.created', ['then' as string]: asked.map(ask) }) as unknown as CommandInput<'rule.create'>
const noAgent = (name: string, meant = '') => `the name of an agent, and none is named ${name}${meant}`
const noTool = (name: string, meant = '') => `the name of a tool, and none is named ${name}${meant}`
const scout = { name: 'scout', instructions: 'Look around.' }
const agent = (w: TestWorkspace, data: object = {}) => w.run('agent.create', { ...scout, ...data })

test('a rule names a built-in agent, one of the workspace, or one that comes with it', async () => {
  const w = await stage.workspace()
  expect(await wrong(w.run('rule.create', ruleOf('plannr', 'scout', 'analyst')))).toEqual({
    'then.0.agent': noAgent('plannr', '; did you mean planner?'),
    'then.1.agent': noAgent('scout'),
  })
  const both = [
    { id: newId(), type: 'rule.create', data: ruleOf('scout') },
    { id: newId(), type: 'agent.create', data: scout },
  ]
  await w.store.execute(w.owner, both as never)
  expect(await wrong(w.run('rule.create', ruleOf('scoot')))).toEqual({
    'then.0.agent': noAgent('scoot', '; did you mean scout?'),
  })
  const { id } = (await w.run('rule.create', ruleOf('scout', 'planner'))).result
  await agent(w, { name: 'other' })
  const found = w.run('rule.update', { ...ruleOf('scout', 'othr'), id })
  expect(await wrong(found)).toEqual({ 'then.1.agent': noAgent('othr', '; did you mean other?') })
})

test('a rule whose agent went away later may be renamed and sent back as it is', async () => {
  const w = await stage.workspace()
  const made = await agent(w)
  const { id } = (await w.run('rule.create', ruleOf('scout'))).result
  await w.run('agent.delete', { id: made.result.id })
  expect(await wrong(w.run('rule.update', { ...ruleOf('scout'), id, name: 'renamed' }))).toEqual({})
})

test('an agent has tools that are there: of the platform, of connected services, and of servers', async () => {
  const w = await stage.workspace()
  const tools = ['list_tasks', 'github.createIssue', 'mcp.shop.stock']
  const { id } = (await agent(w, { tools })).result
  expect(await wrong(agent(w, { name: 'typo', tools: ['list_tasks', 'list_task'] }))).toEqual({
    'tools.1': noTool('list_task', '; did you mean list_tasks?'),
  })
  expect(await wrong(w.run('agent.update', { id, tools: [...tools, 'github.createIsue'] }))).toEqual({
    'tools.3': noTool('github.createIsue', '; did you mean github.createIssue?'),
  })
  expect(await wrong(w.run('agent.update', { id, tools: [...tools, 'frobnicate'] }))).toEqual({
    'tools.3': noTool('frobnicate'),
  })
})

test('tools that whoever starts a run carries out come with the run, and may be named for their approval', async () => {
  const w = await stage.workspace()
  expect(await wrong(agent(w, { tools: ['room_temperature'], approve: ['room_temperature'] }))).toEqual({})
  const lookup = { name: 'lookup', description: 'Looks it up', parameters: { type: 'object' } }
  const run = (tools: string[], agents: object[] = []) =>
    w.run('agent_run.create', {
      ...{ definition: { ...scout, name: 'sent', tools, consults: agents.map(() => 'second') } },
      ...{ agents: agents as never, callerTools: [lookup], prompt: 'Look' },
    })
  expect(await wrong(run(['lookup', 'search']))).toEqual({})
  expect(await wrong(run(['lokup']))).toEqual({ 'definition.tools.0': noTool('lokup', '; did you mean lookup?') })
  expect(await wrong(run([], [{ ...scout, name: 'second', tools: ['lookup'] }]))).toEqual({
    'agents.0.tools.0': noTool('lookup'),
  })
})
