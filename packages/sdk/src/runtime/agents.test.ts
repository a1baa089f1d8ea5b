import { expect, it } from 'vitest'
import * as z from 'zod'
import { toolParts } from '../agent/tool.ts'
import { OrchestratorError } from '../errors.ts'
import { tool } from '../index.ts'
import { askAgent } from './agents.ts'
import { StepCounter } from './call.ts'
import type { RunEvent, RuntimePort } from './port.ts'

it('an answer for which the run does not wait yet is given when it does, without doing the work again', async () => {
  let worked = 0
  const look = toolParts(
    tool({
      ...{ name: 'look', description: 'Looks.', input: z.object({}) },
      run: async () => ({ seen: ++worked }),
    }),
  )
  const wait = { step: 3, kind: 'caller', tool: 'look', input: {}, approvalId: null }
  const told = (seq: number, more: object): RunEvent =>
    ({ seq, agentRun: { id: 'r', agent: 'helper', waits: [], ...more } }) as unknown as RunEvent
  const events = [
    told(1, { status: 'waiting', waits: [wait] }),
    told(2, { status: 'waiting', waits: [wait] }),
    told(3, { status: 'waiting', waits: [wait] }),
    told(4, { status: 'completed', output: 'done' }),
  ]
  const sent: object[] = []
  const port = {
    waitFor: async () => ({ key: 'event', event: events.shift() }),
    command: async (_: unknown, [command]: readonly { type: string; data: object }[]) => {
      if (command?.type === 'agent_run.answer') {
        sent.push(command.data)
        if (sent.length === 1) throw new OrchestratorError('invalid_state', 'the run does not wait for an answer')
      }
      return [{ kind: 'agent_run', id: 'r', version: 1, entity: null }]
    },
  } as unknown as RuntimePort
  const asking = { event: { seq: 0 } as never, port, steps: new StepCounter(), context: () => ({}) as never }
  const parts = { name: 'helper', data: { agent: 'helper' }, tools: look ? [look] : [], output: null }
  expect(await askAgent(parts, { prompt: 'x' }, asking)).toMatchObject({ output: 'done' })
  const answer = { id: 'r', step: 3, output: { seen: 1 } }
  expect(sent).toEqual([answer, answer])
  expect(worked).toBe(1)
})
