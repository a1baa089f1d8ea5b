import { healthMarkdown, ProjectHealthReport, Timestamp } from '@orchestrator/domain'
import * as z from 'zod'
import { findReport } from '../../health/find-report.ts'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { projects } from './resource.ts'

export const healthWindowWeeks = z.coerce
  .number()
  .int()
  .min(1)
  .max(52)
  .default(12)
  .meta({ description: 'how many full weeks before the present one are looked at' })

export const getProjectHealth = defineRoute({
  method: 'get',
  path: '/v1/projects/{id}/health',
  operationId: 'getProjectHealth',
  tag: projects.tag,
  summary: 'How a project is doing, in figures out of the log',
  description:
    'Each figure has its formula and source, each risk its threshold and evidence, and the status the rule that decided it. With `format=markdown`, or with `Accept: text/markdown` or `text/plain`, the same is told as a Markdown document. See docs/project-health.md.',
  access: 'read',
  params: idParams,
  query: z.strictObject({
    window: healthWindowWeeks,
    asOf: Timestamp.optional().meta({ description: 'as the log was at this instant; default: now' }),
    format: z.enum(['json', 'markdown']).optional().meta({ description: 'default: as `Accept` says, else JSON' }),
  }),
  answer: { status: 200, description: 'The report', schema: ProjectHealthReport },
  problems: [404],
  async handle(call) {
    const { c, params, query } = call
    const { window, asOf, format } = query
    const report = await findReport(call, { projectId: params.id, weeks: window, asOf })
    const asked = /^text\/(markdown|plain)\b/.exec(c.req.header('accept') ?? '')?.[1]
    if (format === 'json' || (format === undefined && asked === undefined)) return c.json(report)
    return c.body(healthMarkdown(report), 200, { 'Content-Type': `text/${asked ?? 'markdown'}; charset=utf-8` })
  },
})
