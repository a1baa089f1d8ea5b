import { storableText } from '@orchestrator/domain'
import type { Sql, Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import type { AgentRunRef } from './agent-runs.ts'

const channel = 'orchestrator_agent_stream'

/** Postgres takes 8,000 bytes; the rest of the notice and escapes have to fit in, too. */
const mostBytes = 7_500

/** A piece of what a model says, as it says it. */
export interface PartialText {
  readonly step: number
  readonly attempt: number
  /** Where the piece begins in the step's text, in UTF-16 units. */
  readonly from: number
  readonly text: string
}

/** Something of a run changed: a piece of text was said, or (without one) its rows are to be looked at. */
export type AgentStreamNotice = AgentRunRef & Partial<PartialText>

export const notifyStream = (sql: Sql | Tx, notice: AgentStreamNotice) =>
  sql`select pg_notify(${channel}, ${JSON.stringify(notice)})`

/**
 * Adds a piece to the text of a step that is under way, and tells those who follow the run. A piece that was told before, and one of
 * an attempt that is over, changes nothing. Pieces do not end in the middle of a character (surrogate pair).
 */
export async function tellPartial(
  store: Store,
  { workspaceId, runId }: AgentRunRef,
  step: number,
  attempt: number,
  from: number,
  text: string,
): Promise<void> {
  const piece = storableText(text)
  await store.write(workspaceId, async (tx) => {
    const told = await tx`
      update agent_steps set partial = partial || ${piece}, partial_length = ${from + piece.length}
      where workspace_id = ${workspaceId} and run_id = ${runId} and n = ${step} and attempts = ${attempt} and status = 'running'
        and partial_length = ${from}`
    if (told.count === 0) return
    const notice = { workspaceId, runId, step, attempt, from, text: piece }
    const fits = Buffer.byteLength(JSON.stringify(notice)) < mostBytes
    await notifyStream(tx, fits ? notice : { workspaceId, runId })
  })
}

/** Calls back on every notice, and without one whenever the connection is (again) there. @returns how to stop */
export async function listenToAgentStreams(
  store: Store,
  callback: (notice: AgentStreamNotice | null) => void,
): Promise<() => Promise<void>> {
  const { unlisten } = await store.sql.listen(
    channel,
    (payload) => callback(JSON.parse(payload) as AgentStreamNotice),
    () => callback(null),
  )
  return unlisten
}
