import { compileJsonSchema } from '../automation/rule-event.ts'
import { wrong } from '../commands/task/validate.ts'
import type { AgentDefinition } from '../entities/agent.ts'
import { isBuiltIn } from './built-in/index.ts'

type Checked = Pick<AgentDefinition, 'name' | 'tools' | 'approve' | 'trusted' | 'handoffs' | 'consults' | 'output'>

/**
 * What a definition says that its schema cannot judge.
 * @param path of the definition in the input; empty: the input itself
 * @throws AppError `invalid_input`
 */
export function checkDefinition(definition: Checked, path = ''): void {
  const at = (field: string) => (path ? `${path}.${field}` : field)
  if (isBuiltIn(definition.name)) throw wrong(at('name'), 'a name that no built-in agent has', 'already_exists')
  for (const field of ['approve', 'trusted'] as const)
    for (const [index, tool] of definition[field].entries())
      if (!definition.tools.includes(tool)) throw wrong(at(`${field}.${index}`), 'one of its `tools`')
  for (const [index, tool] of definition.trusted.entries())
    if (!tool.includes('.'))
      throw wrong(at(`trusted.${index}`), 'an action of a connected service; others need no trust')
  for (const field of ['handoffs', 'consults'] as const)
    for (const [index, name] of definition[field].entries())
      if (name === definition.name) throw wrong(at(`${field}.${index}`), 'another agent, not itself')
  if (definition.output !== null) compileJsonSchema(definition.output, at('output'))
}
