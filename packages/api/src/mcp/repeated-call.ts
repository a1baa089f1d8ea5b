import { createHash } from 'node:crypto'
import { deriveId } from '@orchestrator/domain'
import { canonicalJson, getEntity } from '@orchestrator/store'
import { type McpCaller, storeOf } from './caller.ts'

/** A call counts as a repetition for at least as long, and at most twice as long. */
const windowMs = 600_000

export interface CallOnce {
  readonly commandId: string
  /** What the same call made a moment ago. */
  readonly made: Readonly<Record<string, unknown>> | null
}

/**
 * Who lost an answer calls again, and all that is the same then is the caller and what is asked: there are no sessions, the ids of messages
 * are counted anew by each connection, and it is mostly the model that repeats itself. So the command's id follows from these.
 */
export async function callOnce(
  caller: McpCaller,
  tool: string,
  input: unknown,
  makes: 'patch' | 'agent_run',
): Promise<CallOnce> {
  const { workspaceId, actor } = caller.identity.principal
  const asked = createHash('sha256').update(canonicalJson(input)).digest('hex')
  const period = Math.floor(Date.now() / windowMs)
  const idIn = (when: number) => deriveId(workspaceId, 'mcp', actor.id, tool, asked, when)
  for (const commandId of [idIn(period - 1), idIn(period)]) {
    const made = await storeOf(caller).read(workspaceId, (tx) =>
      getEntity(tx, workspaceId, makes, deriveId(commandId, makes)),
    )
    if (made) return { commandId, made: made as unknown as Readonly<Record<string, unknown>> }
  }
  return { commandId: idIn(period), made: null }
}
