import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

const places = {
  reference: '/docs',
  openapi: '/openapi.json',
  health: '/health',
  ready: '/ready',
  metrics: '/metrics',
  events: '/v1/events/stream',
}

export const indexPage = defineRoute({
  method: 'get',
  path: '/',
  operationId: 'index',
  tag: 'Service',
  summary: 'Where to go from here',
  access: 'public',
  answer: {
    status: 200,
    description: 'Addresses',
    schema: z.object({ name: z.string(), places: z.record(z.string(), z.string()) }),
  },
  handle: ({ c }) => c.json({ name: 'Orchestrator API', places }),
})
