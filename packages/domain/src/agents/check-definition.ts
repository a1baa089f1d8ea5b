import { compileJsonSchema } from '../automation/rule-event.ts'
import { wrong } from '../commands/task/validate.ts'
import type { AgentDefinition } from '../entities/agent.ts'
import { isBuiltIn } from './built-in/index.ts'
import { isServerTool, namesTool, partsOfServerTool } from './server-tools.ts'

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
      if (!namesTool(definition.tools, tool)) throw wrong(at(`${field}.${index}`), 'one of its `tools`')
  for (const [index, tool] of definition.tools.entries())
    if ((isServerTool(tool) || tool.endsWith('*')) && partsOfServerTool(tool) === null)
      throw wrong(at(`tools.${index}`), 'mcp.<server>.<tool>, or mcp.<server>.* for all that are allowed')
  for (const [index, tool] of definition.trusted.entries())
    if (!tool.includes('.'))
      throw wrong(at(`trusted.${index}`), 'an action of a connected service; others need no trust')
    else if (isServerTool(tool))
      throw wrong(at(`trusted.${index}`), 'no tool of an MCP server: those are trusted where the server is connected')
  for (const field of ['handoffs', 'consults'] as const)
    for (const [index, name] of definition[field].entries())
      if (name === definition.name) throw wrong(at(`${field}.${index}`), 'another agent, not itself')
  if (definition.output !== null) compileJsonSchema(definition.output, at('output'))
}
