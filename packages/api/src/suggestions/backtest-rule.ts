import { type RuleJob, runSimulation, type Source } from '@orchestrator/backtest'
import { type AutomationSuggestion, commandCatalogue, newId, type Principal } from '@orchestrator/domain'
import { type ByHand, type Finding, wilsonLowerBound } from '@orchestrator/domain/suggestions'

/** People did in so much of the cases what the rule would do, or it is not suggested. */
const leastShare = 0.8

/**
 * Runs a suggested rule on the part of the log in which it was found, as if whoever asks had it, and says how often that is what people
 * did. Its confidence is then that of the backtest: the lower end of the Wilson interval of `asByHand` by `asByHand + otherwise`.
 * null: the backtest does not bear the suggestion out, or the signal ended it.
 */
export async function backtestRule(
  { suggestion, byHand }: Finding & { readonly byHand: ByHand },
  options: {
    readonly source: Source
    readonly principal: Principal
    readonly after: number
    readonly logEnd: number
    readonly signal: AbortSignal
  },
): Promise<AutomationSuggestion | null> {
  const { source, principal, after, logEnd, signal } = options
  const count = { would: 0, asByHand: 0, alreadySo: 0, otherwise: 0 }
  const stopped = await runSimulation(jobOf(suggestion, principal, { after, upTo: byHand.upTo, logEnd }), {
    source,
    signal,
    onTold(told) {
      for (const one of told) {
        if (one.kind !== 'judged' || !one.judged.outcome) continue
        count.would++
        const { seq } = one.judged.event
        const isDone = one.judged.outcome.status === 'completed'
        count[
          !isDone
            ? 'otherwise'
            : byHand.alreadySo.has(seq)
              ? 'alreadySo'
              : byHand.followed.has(seq)
                ? 'asByHand'
                : 'otherwise'
        ]++
      }
      return !signal.aborted
    },
  })
  const { asByHand, otherwise } = count
  if (stopped !== null || asByHand === 0 || asByHand < leastShare * (asByHand + otherwise)) return null
  return {
    ...suggestion,
    confidence: wilsonLowerBound(asByHand, asByHand + otherwise),
    backtest: { ...count, missed: suggestion.backtest.missed },
  }
}

function jobOf(
  { commands: [command] }: AutomationSuggestion,
  { actor, scopes }: Principal,
  span: Pick<RuleJob, 'after' | 'upTo' | 'logEnd'>,
): RuleJob {
  const { name, when, if: condition, then, flow } = commandCatalogue['rule.create'].data.parse(command?.data)
  const rule = { when, if: condition, then, flow, scopes: scopes === null ? null : [...scopes] }
  return {
    automation: { kind: 'rule', id: newId(), name, memberId: actor.memberId, rule },
    ...{ current: null, compareRan: false, answers: 'none', leftOut: [] },
    ...span,
  }
}
