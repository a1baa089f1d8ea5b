import { callTool } from '@orchestrator/agents'
import { commandIdOf } from '@orchestrator/domain'
import { agentPrincipal } from '@orchestrator/store'
import type { WithoutModel } from './way.ts'

interface Suggested {
  readonly items?: readonly {
    readonly title?: string
    readonly confidence?: number
    readonly done?: { readonly count: number }
  }[]
}

/** What people do by hand again and again, as it was found last. */
export const automator: WithoutModel = async ({ store }, run) => {
  const name = 'list_suggestions'
  const input = run.projectId === null ? {} : { projectId: run.projectId }
  const call = { name, input, commandId: commandIdOf(run.id, 0), allowed: { tools: [name], proposes: [] } }
  const { items = [] } = (await callTool({ store }, agentPrincipal(run), call)) as Suggested
  if (items.length === 0)
    return {
      text: 'Nothing was found that people do by hand again and again. `orchestrator suggest` looks anew.',
      patchId: null,
    }
  const lines = items.map(({ title = '', done }) => `- ${title}${done ? ` (done ${done.count} times)` : ''}`)
  return {
    text: `Found in the log, the surest first; \`orchestrator suggest\` installs one:\n\n${lines.join('\n')}`,
    patchId: null,
  }
}
