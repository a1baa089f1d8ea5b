import type { ActNode, Values } from '@orchestrator/domain/rules'
import { OrchestratorError } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { plainJson } from '../runtime/plain-json.ts'
import { longActions } from './actions/catalogue.ts'
import type { RunState } from './run-state.ts'

/** Does one action. @returns what later actions can read of it */
export async function act(node: ActNode, values: Values, state: RunState): Promise<Json> {
  const { definition } = node
  const fields = node.fill(values)
  if (definition.kind === 'long') {
    const run = longActions[definition.action]
    if (!run) throw new OrchestratorError('internal', `nothing does ${definition.action}`)
    return (plainJson(await run(fields, state), definition.action) ?? null) as Json
  }
  const commands = definition
    .commands(fields)
    .map(({ type, data }) => ({ type, data: plainJson(data, definition.action) as JsonObject }))
  const replies = await state.port.command(state.steps.take(definition.action, summaryOf(node, fields)), commands)
  for (const { kind, id, version } of replies) state.results.push({ kind, id, version })
  const [first] = replies
  return first ? ((first.entity ?? { id: first.id }) as Json) : null
}

function summaryOf({ definition }: ActNode, fields: Readonly<Record<string, unknown>>): string {
  const said = fields['title'] ?? fields['body'] ?? fields['type'] ?? fields['taskId']
  return typeof said === 'string' ? `${definition.action} ${JSON.stringify(said)}` : definition.action
}
