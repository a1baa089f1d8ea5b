import type { QueryReply } from '@orchestrator/sdk/runtime'
import { answerRunQuery, keepReply, recordQuery, type Store } from '@orchestrator/store'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import { requirePermission } from './require-permission.ts'
import type { RunContext } from './run-context.ts'

/** A read with the rights of the run, recorded as a step in the same transaction. */
export const queryActivity =
  (store: Store, contextOf: (run: RunRef) => Promise<RunContext>): PlaybookLocalActivities['query'] =>
  async ({ run: ref, step, query }) => {
    const { run, principal } = await contextOf(ref)
    return store.write(run.workspaceId, async (tx) => {
      await requirePermission(tx, principal, 'workspace.read')
      const asked = (await answerRunQuery(tx, run.workspaceId, query)) as QueryReply
      // Begun again after the loop has changed what it goes through, it has to go through the same.
      const reply = run.stepped ? ((await keepReply(tx, ref, step.n, asked)) as QueryReply) : asked
      const output =
        'item' in reply
          ? { found: reply.item !== null }
          : { items: reply.items.length, more: reply.nextCursor !== null }
      await recordQuery(tx, ref, { ...step, input: query, output })
      return reply
    })
  }
