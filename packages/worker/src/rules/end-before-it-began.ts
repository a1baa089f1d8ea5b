import type { Run, RunEnd } from '@orchestrator/store'
import { endBeforeItBegan } from '../temporal/start-workflow.ts'

/** How the run of a rule ends that has not begun; null: it begins. */
export const endOfRuleBeforeItBegan = (run: Run, isOn: () => Promise<boolean>): Promise<RunEnd | null> =>
  endBeforeItBegan(run, async () => ((await isOn()) ? null : 'the rule was switched off or deleted before it ran'))
