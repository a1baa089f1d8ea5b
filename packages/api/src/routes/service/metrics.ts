import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

export const metrics = defineRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  tag: 'Service',
  summary: 'Figures for Prometheus, over all workspaces',
  access: 'public',
  answer: { status: 200, description: 'Prometheus’s text format', contentType: 'text/plain', schema: z.string() },
  handle: async ({ api, c }) => {
    const { registry } = api.metrics
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  },
})
