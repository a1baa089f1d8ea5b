import { Id, PlaybookId, RunErrorCode } from '@orchestrator/domain'
import { explainHeld, listRuns as queryRuns } from '@orchestrator/store'
import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../../http/cursor.ts'
import { listOf, pageOf, pageQuery } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { Run, RunKind, RunStatus } from '../../schemas/run.ts'
import { Seq } from '../events/filters.ts'
import { presentRun } from './present.ts'

const columns = [{ type: 'timestamptz' }, { type: 'uuid' }] as const

export const listRuns = defineRoute({
  method: 'get',
  path: '/v1/runs',
  operationId: 'listRuns',
  tag: 'Runs',
  summary: 'List what playbooks and rules have done, newest first',
  access: 'read',
  query: z.strictObject({
    status: listOf(RunStatus, 'failed,skipped'),
    kind: RunKind.optional(),
    playbook: PlaybookId.optional().meta({ description: 'a playbook’s name' }),
    rule: Id.optional().meta({ description: 'a rule’s id' }),
    eventId: Id.optional().meta({ description: 'started by this event' }),
    eventAfter: Seq.optional().meta({ description: 'started by an event after this seq' }),
    eventUpTo: Seq.optional().meta({ description: 'started by an event up to this seq' }),
    retryOf: Id.optional().meta({ description: 'retries of this run' }),
    errorCode: RunErrorCode.optional(),
    since: z.iso.datetime({ offset: true }).optional().meta({ description: 'created at or after this instant' }),
    until: z.iso.datetime({ offset: true }).optional().meta({ description: 'created before this instant' }),
    ...pageQuery,
  }),
  answer: { status: 200, description: 'A page', schema: pageOf(Run) },
  async handle({ api, c, workspaceId, query: { limit, cursor, ...filter } }) {
    const after = cursor === undefined ? undefined : decodeCursor('run', columns, cursor)
    const { page, held } = await read(api, workspaceId, async (tx) => {
      const found = await queryRuns(tx, workspaceId, filter, { after, limit })
      return { page: found, held: await explainHeld(tx, workspaceId, found.items) }
    })
    return c.json({
      items: page.items.map((run) => presentRun(run, api.config, held)),
      nextCursor: page.next && encodeCursor('run', page.next),
    })
  },
})
