import { expect, it } from 'vitest'
import * as z from 'zod'
import { OrchestratorError } from '../errors.ts'
import { agent, tool } from '../index.ts'
import type { FollowedAgentRuns } from './agent-types.ts'
import { createRunAgent } from './run-agent.ts'

it.each([
  ['invalid_state', 2],
  ['already_answered', 1],
] as const)('an answer that is refused with %s is given %i times, and the work is done once', async (code, times) => {
  let worked = 0
  const helper = agent({
    ...{ name: 'helper', description: 'Helps.', instructions: 'Help.' },
    tools: [tool({ name: 'look', description: 'Looks.', input: z.object({}), run: async () => ({ seen: ++worked }) })],
  })
  const wait = { step: 3, kind: 'caller', tool: 'look', input: {}, approvalId: null }
  const told = (more: object) => ({ type: 'run', run: { id: 'r', waits: [wait], endedAt: null, ...more } })
  const sent: object[] = []
  const runs = {
    create: async () => ({ id: 'r' }),
    async *stream() {
      yield* [told({}), told({}), told({}), told({ status: 'completed', output: 'done', waits: [], endedAt: 'now' })]
    },
    answer: async (_: string, answer: object) => {
      sent.push(answer)
      if (sent.length === 1) throw new OrchestratorError(code, 'it is not taken')
    },
  } as unknown as FollowedAgentRuns
  expect(await createRunAgent(runs)(helper, { prompt: 'x' })).toMatchObject({ output: 'done' })
  expect(sent).toEqual(Array.from({ length: times }, () => ({ step: 3, output: { seen: 1 } })))
  expect(worked).toBe(1)
})
