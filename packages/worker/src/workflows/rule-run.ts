import { runRule } from '@orchestrator/sdk/rule'
import type { Json } from '@orchestrator/sdk/runtime'
import { proxyLocalActivities } from '@temporalio/workflow'
import type { RuleRunInput, RunRef } from '../activities/playbook-contract.ts'
import type { RuleRunActivities } from '../activities/rule-run-activities.ts'
import { localOptions } from './playbook-activities.ts'
import { createPort } from './playbook-port.ts'
import { runToEnd } from './run-to-end.ts'

const { loadStart } = proxyLocalActivities<RuleRunActivities>(localOptions)

/** One run of a rule that waits or calls out, on the version of the rule that its event met. */
export function ruleRun(input: RuleRunInput): Promise<Json | undefined> {
  const run: RunRef = { workspaceId: input.workspaceId, runId: input.runId }
  return runToEnd(run, async () => {
    const { event, rule } = input.given ?? (await loadStart({ run }))
    const port = createPort(run, { id: rule.id, title: null, triggers: [], scopes: null, steps: null, flow: null })
    return () => runRule(rule, event, port)
  })
}
