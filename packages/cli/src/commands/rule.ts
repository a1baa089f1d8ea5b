import type { Command } from 'commander'
import { addPauses } from '../automation/add-pauses.ts'

/** Adds `orchestrator rule pause` and `resume`. */
export function addRule(program: Command): void {
  const rule = program.command('rule').description('Pause and resume rules.')
  addPauses(rule, 'rule', '/v1/rules', '<id>', 'id of the rule')
}
