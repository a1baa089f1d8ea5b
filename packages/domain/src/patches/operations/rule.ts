import { createRule, deleteRule, updateRule } from '../../commands/automation/rules.ts'
import { quoted } from '../in-words.ts'
import { changes, makes, removes } from './definition.ts'

export const createRuleOperation = makes(createRule, {
  kind: 'rule',
  undoneBy: 'rule.delete',
  summary: ({ name }) => `Create rule ${quoted(name)}`,
})

export const updateRuleOperation = changes(updateRule, {
  kind: 'rule',
  data: updateRule.data.omit({ baseVersion: true }),
})

export const deleteRuleOperation = removes(deleteRule, createRuleOperation, {
  words: 'Delete the rule',
})
