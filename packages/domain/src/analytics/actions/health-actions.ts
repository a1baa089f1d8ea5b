import type { FoundAction } from './action.ts'
import { askStale } from './ask-stale.ts'
import { assign } from './assign.ts'
import type { ActionFacts, ActionRule } from './facts.ts'
import { moveMilestone } from './move-milestone.ts'
import { moveTarget } from './move-target.ts'
import { relieveMember } from './relieve-member.ts'
import { urgeBlocker } from './urge-blocker.ts'
import { WorkBalance } from './work-balance.ts'

/** Who has too much is relieved before others get more. */
const rules: readonly ActionRule[] = [relieveMember, assign, urgeBlocker, moveMilestone, moveTarget, askStale]

/** As many as a patch takes. */
const mostActions = 100

/** What the report's findings call for, but for what was decided about lately. The same facts give the same actions; thresholds are Orchestrator's own. */
export function healthActions(facts: ActionFacts): FoundAction[] {
  const balance = new WorkBalance(facts.members, facts.report.members)
  const byKey = new Map<string, FoundAction>()
  for (const action of rules.flatMap((rule) => rule(facts, balance)))
    if (!byKey.has(action.key) && !facts.decided.has(action.key)) byKey.set(action.key, action)
  return [...byKey.values()].slice(0, mostActions)
}
