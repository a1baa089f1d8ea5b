import type { Run, RunEnd } from '@orchestrator/store'
import { endBeforeItBegan } from '../temporal/start-workflow.ts'

/**
 * How the run of a rule ends before it begins, or goes on: it was cancelled, has expired, or its rule is off; null: it does.
 * @param now by the clock by which it was taken, where that is not this process's
 */
export const endOfRuleBeforeItBegan = (run: Run, isOn: () => Promise<boolean>, now?: number): Promise<RunEnd | null> =>
  endBeforeItBegan(run, async () => ((await isOn()) ? null : 'the rule was switched off or deleted before it ran'), now)
