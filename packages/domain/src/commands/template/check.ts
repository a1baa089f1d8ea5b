import type { Template } from '../../entities/template.ts'
import { AppError } from '../../errors.ts'
import { parse } from '../../parse.ts'
import { bindRule } from '../../templates/bind-rule.ts'
import { checkTemplateContent } from '../../templates/check-content.ts'
import { placedError, wrongAt } from '../../templates/problems.ts'
import { sampleValues } from '../../templates/variables.ts'
import { checkConstants } from '../automation/check-references.ts'
import { checkRule } from '../automation/check-rule.ts'
import { createRule } from '../automation/rules.ts'
import type { CommandContext, Need } from '../definition.ts'

import { needsOfRules } from './install-workflow.ts'

type Checked = Pick<Template, 'kind' | 'variables' | 'content'>

/** The members whom a template names. */
function membersNamed({ variables, content }: Pick<Template, 'variables' | 'content'>): Need {
  const assignees = [content.project?.lead, ...content.tasks.map((task) => task.assignee)]
  const defaults = variables.flatMap(({ type, default: value }) =>
    type === 'member' && typeof value === 'string' ? value : [],
  )
  return { kind: 'member', ids: [...assignees.map((assignee) => assignee?.member), ...defaults] }
}

/** @throws AppError naming the place in the template that is wrong */
export function checkTemplate(context: CommandContext, template: Checked): void {
  checkTemplateContent(template)
  const { content, variables } = template
  checkMember(context, content.project?.lead?.member, 'content.project.lead.member')
  for (const [index, { assignee }] of content.tasks.entries())
    checkMember(context, assignee?.member, `content.tasks.${index}.assignee.member`)
  for (const [index, variable] of variables.entries())
    if (variable.type === 'member' && variable.default !== null)
      checkMember(context, String(variable.default), `variables.${index}.default`)
  const values = sampleValues(variables)
  for (const [index, rule] of content.rules.entries()) {
    const at = `content.rules.${index}`
    const bound = bindRule(rule, values, at)
    placedError(at, () => {
      const parsed = parse(createRule.data, bound, 'the rule')
      checkRule(parsed)
      // What a variable says is known only when the template is applied.
      checkConstants(context, parsed, (path) => !isBound(rule, bound, path))
    })
  }
}

/** Whom and what a template names. */
export const namedIn = (template: Pick<Template, 'variables' | 'content'>, commandId: string): Need[] => [
  membersNamed(template),
  ...needsOfRules(template, sampleValues(template.variables), commandId),
]

const isBound = (rule: unknown, bound: unknown, path: string): boolean =>
  path.split('.').reduce(partOf, rule) !== path.split('.').reduce(partOf, bound)

const partOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

function checkMember(context: CommandContext, memberId: string | undefined, path: string): void {
  if (memberId === undefined) return
  const member = context.find('member', memberId)
  if (!member || member.removedAt !== null) throw wrongAt(path, 'the id of a member of this workspace', 'not_found')
}

/** @throws AppError `already_exists` when another template has the name */
export function checkTemplateName(context: CommandContext, name: string): void {
  if (!context.findBy('template', { name })) return
  throw new AppError('already_exists', `a template named ${name} exists`, {
    fields: [{ path: 'name', expected: 'a name that no other template has', code: 'already_exists' }],
  })
}
