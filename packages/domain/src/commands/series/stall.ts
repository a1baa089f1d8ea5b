import * as z from 'zod'
import { Id } from '../../ids.ts'
import { Timestamp } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

const again = 3_600_000

/** Done for a series whose tasks could not be made; it is tried again an hour later, and told only when the reason changes. */
export const stallSeries = defineCommand({
  type: 'series.stall',
  summary: 'Note why the tasks of a series could not be made',
  public: false,
  data: z.strictObject({ id: Id, at: Timestamp, code: z.string().max(100), message: z.string().max(2_000) }),
  needs: ({ id }) => [{ kind: 'series', ids: [id], write: true }],
  decide({ id, at, code, message }, context) {
    const series = context.get('series', id, 'id')
    context.allow('workspace.read')
    if (series.status !== 'active') return { kind: 'series', id, version: series.version }
    const patch = { problem: { code, message, at }, nextAt: new Date(Date.parse(at) + again).toISOString() }
    return emitUpdate(context, 'series', id, patch, { type: 'series.failed', projectId: series.projectId })
  },
})
