import type { GuardPolicy } from '@orchestrator/integrations/outgoing'
import type { StepRunner } from '../playbooks/steps/step-runner.ts'
import type { ScriptRunner } from '../scripts/script-runner.ts'
import { beating } from './beating.ts'
import { withFailures } from './failures.ts'
import { patiently } from './patiently.ts'
import type { PlaybookActivities, PlaybookLocalActivities } from './playbook-contract.ts'
import { httpActivity } from './playbook-http.ts'
import { scriptActivity } from './playbook-script.ts'
import { stepActivity } from './playbook-step.ts'
import type { RunCalls, StepRecords } from './run-calls.ts'

/** All that playbooks reach through the isolate, under the names that are in histories: renaming one breaks running work. */
export function createPlaybookActivities(options: {
  calls: RunCalls
  steps: StepRunner | null
  /** null: none are run here. */
  scripts?: ScriptRunner | null
  http: Partial<GuardPolicy>
}): PlaybookLocalActivities & PlaybookActivities {
  const { beginStep, endStep, ...local } = options.calls
  const records: StepRecords = {
    beginStep: (input) => patiently(() => beginStep(input)),
    endStep: (input) => patiently(() => endStep(input)),
  }
  return {
    ...local,
    http: withFailures(beating(httpActivity(records, options.http))),
    script: withFailures(beating(scriptActivity(records, options.scripts ?? null))),
    step: withFailures(beating(stepActivity(records, options.steps))),
  }
}
