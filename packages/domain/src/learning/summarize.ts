import * as z from 'zod'
import { contextsOf, estimateAcceptance } from './acceptance.ts'
import { calibrationCurve } from './calibration.ts'
import type { Decision } from './decision.ts'
import { expectAcceptance, learnFrom } from './model.ts'
import { groupBy } from './preferences/finding.ts'

const share = z.number().min(0).max(1)
const Counts = {
  decisions: z.int(),
  accepted: z.int().meta({ description: 'as they were proposed' }),
  edited: z.int().meta({ description: 'with changes' }),
  rejected: z.int(),
  undone: z.int().meta({ description: 'accepted, and taken back later' }),
  acceptance: share.meta({
    description: 'what is expected of the next, with changes or without; decisions weigh less with age',
  }),
}

/** What people accept of what is proposed to them. */
export const AcceptanceSummary = z
  .strictObject({
    halfLifeDays: z.number().meta({ description: 'days after which a decision weighs half' }),
    ...Counts,
    policies: z
      .strictObject({ accepted: z.int(), undone: z.int() })
      .meta({ description: 'what policies accepted; nothing is learnt of that, for it is nobody’s taste' }),
    items: z
      .array(
        z.strictObject({
          command: z.string(),
          projectId: z.uuid().nullable(),
          fields: z.array(z.string()).meta({ description: 'that are changed; none of what is made' }),
          memberId: z.uuid(),
          ...Counts,
          deviation: share.meta({ description: 'the standard deviation of what is expected' }),
          leaveOut: z.boolean().meta({ description: 'such operations are better not proposed' }),
        }),
      )
      .meta({ description: 'those with the most decisions first, 200 at most' }),
    agents: z.array(
      z.strictObject({
        agent: z.string().nullable().meta({ description: 'null: no agent proposed it' }),
        ...Counts,
        calibration: z.array(z.strictObject({ from: share, to: share, accepted: share, support: z.number() })).meta({
          description: 'what was accepted of operations of which the agent was that sure; `support` is weighed by age',
        }),
      }),
    ),
  })
  .meta({ id: 'AcceptanceSummary' })
export type AcceptanceSummary = z.infer<typeof AcceptanceSummary>

const mostContexts = 200

/**
 * @param decisions in the order in which they were made
 * @param at ms since 1970, UTC
 */
export function summarizeAcceptance(
  decisions: readonly Decision[],
  policies: AcceptanceSummary['policies'],
  at: number,
): AcceptanceSummary {
  const model = learnFrom(decisions)
  const base = estimateAcceptance(model.acceptance, [''], at, model.settings).mean
  const contexts = [...groupBy(decisions, (decision) => contextsOf(decision).at(-1)).values()].map((those) => {
    const [{ command, projectId, fields, memberId }] = those as [Decision]
    const expected = expectAcceptance(
      model,
      { command, projectId, fields: [...fields], memberId, agent: null, confidence: null },
      at,
    )
    return {
      ...{ command, projectId, fields: [...fields], memberId, ...countsOf(those, expected.acceptance) },
      ...{ deviation: expected.context.deviation, leaveOut: expected.leaveOut },
    }
  })
  const agents = [...groupBy(decisions, ({ agent }) => JSON.stringify(agent)).values()].map((those) => {
    const [{ agent }] = those as [Decision]
    const own = learnFrom(those).acceptance
    return {
      ...{ agent, ...countsOf(those, estimateAcceptance(own, [''], at, model.settings).mean) },
      calibration: calibrationCurve(model.calibration, agent, base, at, model.settings),
    }
  })
  return {
    ...{ halfLifeDays: model.settings.halfLifeDays, ...countsOf(decisions, base), policies },
    items: contexts.sort((a, b) => b.decisions - a.decisions).slice(0, mostContexts),
    agents: agents
      .sort((a, b) => b.decisions - a.decisions)
      .map((one) => ({ ...one, calibration: [...one.calibration] })),
  }
}

function countsOf(decisions: readonly Decision[], acceptance: number) {
  const count = (outcome: Decision['outcome']) => decisions.filter((decision) => decision.outcome === outcome).length
  return {
    ...{ decisions: decisions.length, accepted: count('accepted'), edited: count('edited') },
    ...{ rejected: count('rejected'), undone: count('undone'), acceptance },
  }
}
