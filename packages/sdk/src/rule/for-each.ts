import type { ForEachNode, Values } from '@orchestrator/domain/rules'
import { OrchestratorError } from '../errors.ts'
import type { RunState } from './run-state.ts'

const pageSize = 200

/** All that is gone through, as it is when the loop begins. */
export async function forEach(node: ForEachNode, values: Values, { context }: RunState): Promise<readonly object[]> {
  const filter = node.filter(values)
  const lists = { task: context.tasks, project: context.projects, comment: context.comments }
  const list = lists[node.entity].list as (filter: object) => Promise<{ items: object[]; nextCursor: string | null }>
  const items: object[] = []
  for (let cursor: string | null = null; ; ) {
    // One more than may be, to find out that there are more.
    const limit = Math.min(pageSize, node.limit + 1 - items.length)
    const page = await list({ ...filter, limit, cursor })
    items.push(...page.items)
    if (items.length > node.limit)
      throw new OrchestratorError('invalid_state', `${node.path}: there are more than ${node.limit}, its limit`)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}
