import { AppError, RunError } from '@orchestrator/domain'
import { eventWithAutomations } from '@orchestrator/store'
import * as z from 'zod'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { RunKind, RunStatus } from '../../schemas/run.ts'
import { TriggerExplanation } from '../../schemas/why.ts'
import { explainAutomations, reasons } from './explain-automation.ts'
import { SeqOrId } from './filters.ts'

const AutomationExplanation = z
  .object({
    kind: RunKind,
    automationId: z.uuid(),
    name: z.string(),
    version: z
      .string()
      .meta({ description: 'that was in force: the rule’s version, or the hash of the playbook’s bundle' }),
    reason: z.enum(reasons),
    message: z.string().meta({ description: 'the reason in words, with the values that decided' }),
    run: z.object({ id: z.uuid(), status: RunStatus, error: RunError.nullable() }).nullable(),
    triggers: z.array(TriggerExplanation),
  })
  .meta({ id: 'AutomationExplanation' })

export const explainEvent = defineRoute({
  method: 'get',
  path: '/v1/events/{seq}/automations',
  operationId: 'explainEvent',
  tag: 'Events',
  summary: 'Ask which automations an event started, and why others did not start',
  description:
    'Of all rules and playbooks that listened to the event’s type when it happened, each by the version that was in force then: first those that started, then the others, the nearest misses first.',
  access: 'read',
  params: z.strictObject({ seq: SeqOrId }),
  query: z.strictObject({
    automation: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'only this one: an id, or a playbook’s name' }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: {
    status: 200,
    description: 'The automations',
    schema: z.object({
      eventType: z.string(),
      total: z.int().meta({ description: 'how many listened to its type' }),
      items: z.array(AutomationExplanation),
    }),
  },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params: { seq }, query: { automation, limit } }) {
    const found = await read(api, workspaceId, (tx) => eventWithAutomations(tx, workspaceId, seq))
    if (!found || hiddenTypesFor(identity).includes(found.event.type))
      throw new AppError('not_found', `there is no event ${seq}`)
    const all = explainAutomations(found)
    const wanted = all.filter(
      ({ automationId, name }) => automation === undefined || automation === automationId || automation === name,
    )
    return c.json({ eventType: found.event.type, total: wanted.length, items: wanted.slice(0, limit) })
  },
})
