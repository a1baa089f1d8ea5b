import type { VariableValues } from '../../conditions/index.ts'
import type { Template } from '../../entities/template.ts'
import type { TemplateApplication } from '../../entities/template-application.ts'
import { deriveId } from '../../ids.ts'
import { parse } from '../../parse.ts'
import { bindRule } from '../../templates/bind-rule.ts'
import { placedError, wrongAt } from '../../templates/problems.ts'
import { createRule } from '../automation/rules.ts'
import type { CommandContext, Need } from '../definition.ts'
import { createState } from '../organize/states.ts'

/** Makes the states that are not there yet, and the rules, which act with the rights of whoever installs them. */
export function installWorkflow(
  context: CommandContext,
  { content }: Template,
  values: VariableValues,
): Pick<TemplateApplication, 'stateIds' | 'ruleIds'> {
  const stateIds = content.states.flatMap((state, index) => {
    const at = `content.states.${index}`
    const existing = context.findBy('state', { name: state.name })
    if (existing && existing.category !== state.category)
      throw wrongAt(`${at}.category`, `${existing.category}, as in the state of that name which is there`)
    if (existing) return []
    const id = deriveId(context.commandId, 'state', state.name)
    placedError(at, () => createState.decide({ id, ...state }, context))
    return [id]
  })
  const ruleIds = content.rules.map((rule, index) => {
    const at = `content.rules.${index}`
    const id = ruleIdOf(context.commandId, index)
    const bound = { ...(bindRule(rule, values, at) as object), id }
    placedError(at, () => createRule.decide(parse(createRule.data, bound, 'the rule'), context))
    return id
  })
  return { stateIds, ruleIds }
}

/** What making its rules needs. Of a rule that is wrong nothing: it is refused. */
export const needsOfRules = (
  { content }: Pick<Template, 'content'>,
  values: VariableValues,
  commandId: string,
): Need[] =>
  content.rules.flatMap((rule, index) => {
    try {
      const bound = { ...(bindRule(rule, values, `content.rules.${index}`) as object), id: ruleIdOf(commandId, index) }
      return createRule.needs(parse(createRule.data, bound, 'the rule'), commandId)
    } catch {
      return []
    }
  })

const ruleIdOf = (commandId: string, index: number): string => deriveId(commandId, 'rule', index)
