import { Id, PlaybookId, Timestamp } from '@orchestrator/domain'
import { decodeCursor, encodeCursor, explainHeld, listRuns as queryRuns } from '@orchestrator/store'
import * as z from 'zod'
import { pageInput } from '../output/page.ts'
import { defineReadTool } from './definition.ts'
import { runLine } from './run-line.ts'

const order = [{ type: 'timestamptz' }, { type: 'uuid' }] as const
const RunStatus = z.enum(['held', 'queued', 'running', 'completed', 'failed', 'canceled', 'skipped'])

export const listRuns = defineReadTool({
  name: 'list_runs',
  title: 'List runs of automations',
  description: 'Lists what rules and playbooks have done, newest first. get_run shows what one did, step by step.',
  permission: 'workspace.read',
  input: z.strictObject({
    status: z.array(RunStatus).min(1).optional().describe('in any of these'),
    kind: z.enum(['rule', 'playbook']).optional().describe('only of rules, or of playbooks'),
    playbook: PlaybookId.optional().describe('only of the playbook with this name'),
    ruleId: Id.optional().describe('only of this rule'),
    since: Timestamp.optional().describe('created at or after this instant, e.g. 2027-01-31T09:00:00Z'),
    until: Timestamp.optional().describe('created before this instant'),
    limit: z.int().min(1).max(20).default(20).describe('how many to show at most, 1 to 20'),
    cursor: pageInput.cursor,
  }),
  async read({ tx, workspaceId }, { limit, cursor, ruleId, ...filter }) {
    const after = cursor === undefined ? undefined : decodeCursor('run', order, cursor)
    const page = await queryRuns(tx, workspaceId, { ...filter, rule: ruleId }, { after, limit })
    const held = await explainHeld(tx, workspaceId, page.items)
    const items = page.items.map((run) => runLine(run, held))
    return { items, ...(page.next && { nextCursor: encodeCursor('run', page.next) }) }
  },
})
