import { Id } from '@orchestrator/domain'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { Expected, expectOperations } from './expect-operations.ts'

const Operation = z.strictObject({
  key: z.string().min(1).max(100),
  command: z.string().min(1).max(100),
  data: z.record(z.string(), z.unknown()),
  confidence: z.number().min(0).max(1).nullable().default(null),
})

export const rankProposal = defineRoute({
  method: 'post',
  path: '/v1/learning/rank',
  operationId: 'rankOperations',
  tag: 'Learning',
  summary: 'Ask what is likely to be accepted, before it is proposed',
  description:
    'Changes nothing. `changes` are what preferences would set otherwise, `leaveOut` says what is hardly ever accepted.',
  access: 'read',
  body: z.strictObject({
    projectId: Id.nullable().default(null),
    agent: z.string().min(1).max(200).nullable().default(null).meta({ description: 'who will propose' }),
    memberId: Id.nullable().default(null).meta({ description: 'who will decide; null: nobody knows' }),
    operations: z.array(Operation).min(1).max(100),
  }),
  bodyExample: {
    agent: 'planner',
    operations: [{ key: 'a', command: 'task.create', data: { title: 'Write the docs' }, confidence: 0.8 }],
  },
  answer: { status: 200, description: 'What is expected of each', schema: Expected },
  async handle(call) {
    const { operations, ...context } = call.body
    return call.c.json(await expectOperations(call, operations, context))
  },
})
