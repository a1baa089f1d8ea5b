import * as z from 'zod'
import type { Cycle } from '../../entities/cycle.ts'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { totalWork } from '../../planning/total-work.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { wrong } from '../task/validate.ts'
import { cyclesBeside, cyclesIn } from './siblings.ts'

export const completeCycle = defineCommand({
  type: 'cycle.complete',
  summary: 'Complete an active cycle and carry over the tasks that are not done',
  data: z.strictObject({
    id: Id,
    unfinished: z.enum(['next', 'backlog']).default('next').meta({
      description:
        'where tasks go that are neither completed nor canceled: into the next cycle, or out of any. Their status stays; archived ones stay where they are',
    }),
    nextCycleId: Id.optional().meta({
      description: 'the cycle for `next`; default: the one that is planned after this',
    }),
  }),
  needs: ({ id }) => [...cyclesBeside(id), { kind: 'task', by: { cycleId: id }, write: true, late: true }],
  decide(data, context) {
    const { id } = data
    const cycle = context.get('cycle', id, 'id')
    const { projectId } = cycle
    context.allow('cycle.manage', projectId)
    refuseArchivedProject(context, projectId)
    if (cycle.state === 'completed') return { kind: 'cycle', id, version: cycle.version }
    if (cycle.state !== 'active') throw new AppError('invalid_state', 'the cycle has not been started')
    const scope = context.all('task').filter((task) => task.cycleId === id && task.status !== 'canceled')
    const unfinished = scope.filter((task) => task.status !== 'completed' && task.archivedAt === null)
    const next = data.unfinished === 'next' && unfinished.length > 0 ? nextOf(context, cycle, data.nextCycleId) : null
    const patch = { state: 'completed' as const, completedAt: context.now }
    const changes = context.update('cycle', id, patch)
    const done = context.get('cycle', id)
    // Before the tasks move: what the log holds up to here is what the cycle came to.
    context.emit({
      type: 'cycle.completed',
      subject: { type: 'cycle', id },
      projectId,
      data: {
        cycle: snapshotOf(done),
        changes,
        scope: totalWork(scope),
        completed: totalWork(scope.filter((task) => task.status === 'completed')),
        carriedOver: totalWork(unfinished),
        nextCycleId: next?.id ?? null,
      },
    })
    for (const task of unfinished) moveTo(context, task, next)
    return { kind: 'cycle', id, version: done.version }
  },
})

function nextOf(context: CommandContext, cycle: Cycle, wanted: string | undefined): Cycle {
  if (wanted !== undefined) {
    const next = context.get('cycle', wanted, 'nextCycleId')
    if (next.projectId !== cycle.projectId || next.id === cycle.id || next.state === 'completed')
      throw wrong('nextCycleId', 'another cycle of the project that is not completed')
    return next
  }
  const next = cyclesIn(context, cycle.projectId).find(
    (one) => one.state === 'upcoming' && one.startsAt >= cycle.startsAt && one.id !== cycle.id,
  )
  if (next) return next
  throw new AppError('invalid_state', 'no cycle is planned after this one; plan it first, or choose the backlog', {
    fields: [{ path: 'unfinished', expected: '`backlog`, or a cycle that comes next', code: 'invalid_state' }],
  })
}

const moveTo = (context: CommandContext, { id, projectId }: Task, next: Cycle | null) =>
  emitUpdate(context, 'task', id, { cycleId: next?.id ?? null }, { type: 'task.updated', projectId })
