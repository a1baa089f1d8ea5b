import * as z from 'zod'
import type { Series } from '../../entities/series.ts'
import { Id } from '../../ids.ts'
import { Timestamp } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

const [shortest, longest] = [60_000, 3_600_000]

/** Twice as long as the time before: most of what is in the way passes soon. */
function nextPause({ problem, nextAt }: Pick<Series, 'problem' | 'nextAt'>): number {
  if (problem === null || nextAt === null) return shortest
  const last = Date.parse(nextAt) - Date.parse(problem.at)
  return Math.min(longest, Math.max(shortest, 2 * last))
}

/** Done for a series whose tasks could not be made; it is tried again after a minute, then after more and more, an hour at most. */
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
    const patch = { problem: { code, message, at }, nextAt: new Date(Date.parse(at) + nextPause(series)).toISOString() }
    return emitUpdate(context, 'series', id, patch, { type: 'series.failed', projectId: series.projectId })
  },
})
