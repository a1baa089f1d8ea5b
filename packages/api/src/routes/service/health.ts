import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

export const health = defineRoute({
  method: 'get',
  path: '/health',
  operationId: 'health',
  tag: 'Service',
  summary: 'Is the process up?',
  access: 'public',
  answer: { status: 200, description: 'Yes', schema: z.object({ status: z.literal('ok') }) },
  handle: ({ c }) => c.json({ status: 'ok' }),
})
