import { expect, it } from 'vitest'
import * as z from 'zod'
import { PlaybookDefinitionError } from '../errors.ts'
import { type AgentOptions, agent } from './agent.ts'
import { requestOf } from './request-of.ts'
import { type ToolOptions, tool } from './tool.ts'

const own = tool({ name: 'own', description: 'Does it.', input: z.object({}), run: () => null })
const base = { name: 'a-b', description: 'Does it.', instructions: 'Do it.' }
const refused = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(PlaybookDefinitionError)
    return (error as Error).message
  }
  throw new Error('it was not refused')
}

it.each<[Partial<AgentOptions>, string]>([
  [{ name: 'A' }, 'agent: name "A" is not kebab-case with at most 40 characters, e.g. \'bug-triager\''],
  [{ description: '' }, '`description` is a text of 1 to 1,000 characters'],
  [{ instructions: ' ' }, '`instructions` is a text of 1 to 20,000 characters'],
  [{ maxTurns: 0 }, '`maxTurns` is a whole number from 1 to 100'],
  [{ budget: { usd: 0 } }, '`budget.usd` is more than 0 and at most 10,000'],
  [{ tools: ['search', 'search'] }, 'search is in `tools` twice'],
  [{ tools: [{ name: 'own' }] }, '`tools` takes names, and what tool({ … }) and agent({ … }) give'],
  [{ approve: [own] }, 'own needs approval or is trusted, so it belongs into `tools` too'],
  [{ tools: ['search'], trusted: ['search' as never] }, 'search is no action of a connected service'],
  [{ output: z.date() }, 'the schema of `output` gives no JSON Schema, which the model is told'],
  [{ consults: [agent({ ...base, tools: [own] })] }, 'a-b has a tool of your own, own: only the agent that is asked'],
])('an agent that is defined wrongly says where: %o', (options, message) => {
  expect(refused(() => agent({ ...base, ...options }))).toContain(message)
})

it.each<[Partial<ToolOptions<z.ZodType>>, string]>([
  [{ name: '1' }, 'tool: name "1" is not a letter and then letters, digits, - and _, at most 60 in all'],
  [{ description: '' }, "tool 'own': `description` tells the model what it does, in 1 to 2,000 characters"],
  [{ input: z.string() }, "tool 'own': `input` is an object"],
  [{ input: z.date() }, "tool 'own': the schema of `input` gives no JSON Schema, which the model is told"],
  [{ run: undefined as never }, "tool 'own': `run` is missing: a function with the work"],
])('so does a tool: %o', (options, message) => {
  const whole = { name: 'own', description: 'Does it.', input: z.object({}), run: () => null, ...options }
  expect(refused(() => tool(whole))).toBe(message)
})

it('what an agent reaches goes along with it, each once', () => {
  const last = agent({ ...base, name: 'last' })
  const middle = agent({ ...base, name: 'middle', handoffs: [last, 'planner'] })
  const { name, data, tools } = requestOf(agent({ ...base, consults: [middle, last], tools: [own] }))
  expect(name).toBe('a-b')
  expect(data.definition).toMatchObject({ consults: ['middle', 'last'], tools: ['own'], output: null })
  expect(data.agents?.map((one) => one.name)).toEqual(['middle', 'last'])
  expect(data.callerTools?.map((one) => one.name)).toEqual(['own'])
  expect(tools.map((one) => one.name)).toEqual(['own'])
})

it('what is asked is an agent, and no two have one name', () => {
  expect(refused(() => requestOf({ name: 'a-b' }))).toContain('takes what agent({ … }) gives, or the name of an agent')
  expect(refused(() => requestOf('planner', [{ name: 'own' }]))).toContain('`tools` takes what tool({ … }) gives')
  expect(refused(() => requestOf('planner', [own, own]))).toContain('two tools are named own')
  const twin = agent({ ...base, consults: [agent(base)] })
  expect(refused(() => requestOf(twin))).toContain('two agents are named a-b')
})
