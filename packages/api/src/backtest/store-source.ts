import type { Row, Source } from '@orchestrator/backtest'
import {
  answerRunQuery,
  membersBehind,
  readLog,
  rowsByFields,
  runsOnEvents,
  stepsOfRun,
  type Tx,
} from '@orchestrator/store'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { toAppError } from '../problem/to-app-error.ts'
import { visibleInput } from '../routes/runs/visible-input.ts'

/** A workspace's log and rows for a simulation: reads alone, each in a transaction of its own. */
export function storeSource(
  { api, workspaceId, identity }: Pick<Call, 'api' | 'workspaceId' | 'identity'>,
  hiddenTypes: readonly string[],
): Source {
  // What is refused to a run stands in its report: in the product's own terms.
  const ask = <T>(query: (tx: Tx) => Promise<T>): Promise<T> =>
    read(api, workspaceId, query).catch((error: unknown) => {
      throw toAppError(error)
    })
  return {
    events: (query) => ask((tx) => readLog(tx, workspaceId, { ...query, hiddenTypes })),
    rows: (kind, by) => ask((tx) => rowsByFields(tx, workspaceId, kind, by) as Promise<readonly Row[]>),
    async list(query) {
      const reply = await ask((tx) => answerRunQuery(tx, workspaceId, query))
      if (!('items' in reply)) throw new Error('a list answered no items')
      return reply as never
    },
    runs: (query) => ask((tx) => runsOnEvents(tx, workspaceId, query)),
    membersBehind: (query) => ask((tx) => membersBehind(tx, workspaceId, query)),
    async steps(runId) {
      const steps = await ask((tx) => stepsOfRun(tx, workspaceId, runId))
      return steps.map((step) => ({ ...step, input: visibleInput(step, identity) })) as Awaited<
        ReturnType<Source['steps']>
      >
    },
  }
}
