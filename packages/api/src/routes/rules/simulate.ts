import {
  BacktestReport,
  headOf,
  notesOn,
  placeBefore,
  ReportBuilder,
  type RuleJob,
  runSimulation,
  type Source,
} from '@orchestrator/backtest'
import { AppError, commandCatalogue, Duration, durationMs, Id, Timestamp } from '@orchestrator/domain'
import * as z from 'zod'
import { dataOf, type RuleToSimulate, ruleToSimulate } from '../../backtest/parse-rule.ts'
import { storeSource } from '../../backtest/store-source.ts'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { Seq } from '../events/filters.ts'
import { rules } from './resource.ts'

/** After so long a request answers with what it has, and with where to go on. */
const deadlineMs = 15_000
const mostItems = 20

const Body = z.strictObject({
  rule: z.union([Id, commandCatalogue['rule.create'].data]).meta({
    description: 'the id of a saved rule; or a whole definition: with the id of a saved rule it is an edit of that one',
  }),
  since: z.union([Timestamp, Duration]).meta({ description: 'an instant, or how long ago, e.g. `30 days`' }),
  until: Timestamp.optional().meta({ description: 'default: now' }),
  after: Seq.optional().meta({ description: 'go on there: `next` of the report before' }),
  limit: z.int().min(1).max(10_000).default(1_000).meta({ description: 'about so many events that it meets' }),
  examples: z.int().min(0).max(50).default(5),
  answers: z
    .enum(['approve', 'reject', 'none'])
    .default('approve')
    .meta({ description: 'what becomes of approvals that nobody answered in truth' }),
})

export const simulateRule = defineRoute({
  method: 'post',
  path: '/v1/rules/simulate',
  operationId: 'simulateRule',
  tag: rules.tag,
  summary: 'Ask what a rule would have done on past events',
  description:
    'Nothing is done: what the rule would change is decided by the same code and thrown away. A saved rule is compared with its runs that took place, an edit of one also with the version in force. A long log takes several requests: see `next`.',
  access: 'read',
  body: Body,
  bodyExample: {
    rule: {
      name: 'Follow up',
      when: 'task.status_changed',
      if: "event.to == 'completed'",
      then: [{ action: 'task.create', title: 'Follow up' }],
    },
    since: '30 days',
  },
  answer: { status: 200, description: 'What it would have done', schema: BacktestReport },
  problems: [404],
  async handle(call) {
    const { api, body, c, identity, workspaceId } = call
    requirePermission(identity, 'automation.manage')
    const now = Date.now()
    const span = spanOf(body, now)
    const asked = await ruleToSimulate(call, body.rule)
    const source = storeSource(call, hiddenTypesFor(identity))
    const { signal } = c.req.raw
    return c.json(
      await api.heavyTurns.take('simulation', workspaceId, signal, async () => {
        const job = await jobOf(source, asked, { ...body, ...span, now })
        return report({ asked, job, source, body, span }, signal)
      }),
    )
  },
})

type Asked = z.output<typeof Body>

/** @throws AppError `invalid_input` */
function spanOf({ since, until }: Pick<Asked, 'since' | 'until'>, now: number): { from: number; to: number } {
  const from =
    typeof since === 'string' && !Number.isNaN(Date.parse(since)) ? Date.parse(since) : now - durationMs(since)
  const to = Math.min(until === undefined ? now : Date.parse(until), now)
  const wrong = (path: string, expected: string) =>
    new AppError('invalid_input', `${path}: expected ${expected}`, { fields: [{ path, expected, code: 'custom' }] })
  if (from >= now) throw wrong('since', 'an instant of the past')
  if (from >= to) throw wrong('until', 'an instant after `since`')
  return { from, to }
}

async function jobOf(
  source: Source,
  { automation, saved, isEdit }: RuleToSimulate,
  options: Pick<Asked, 'after' | 'answers'> & { readonly from: number; readonly to: number; readonly now: number },
): Promise<RuleJob> {
  const head = await headOf(source)
  const start = options.after ?? (await placeBefore(source, options.from, head))
  const upTo = options.to >= options.now ? head : await placeBefore(source, options.to, head)
  return {
    ...{ automation, after: start, upTo, logEnd: options.now, answers: options.answers, leftOut: [] },
    current: isEdit && saved ? dataOf(saved) : null,
    compareRan: saved !== null,
  }
}

async function report(
  parts: { asked: RuleToSimulate; job: RuleJob; source: Source; body: Asked; span: { from: number; to: number } },
  signal: AbortSignal,
): Promise<BacktestReport> {
  const { asked, job, source, body, span } = parts
  const { automation, saved } = asked
  const { when, flow } = automation.rule
  const builder = new ReportBuilder(
    {
      automation: {
        ...{ kind: 'rule', id: saved?.id ?? null, name: automation.name },
        version: saved ? String(saved.version) : null,
      },
      since: new Date(span.from).toISOString(),
      until: new Date(span.to).toISOString(),
      notes: notesOn(flow, typeof when === 'object' && 'schedule' in when ? [{ kind: 'schedule' }] : []),
    },
    { examples: body.examples, items: mostItems },
    { ran: job.compareRan, current: job.current !== null },
  )
  const ends = Date.now() + deadlineMs
  const stopped = await runSimulation(job, {
    source,
    signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    onTold(told) {
      for (const one of told) builder.add(one)
      return builder.report.matched < body.limit && Date.now() < ends
    },
  })
  return builder.finish(stopped)
}
