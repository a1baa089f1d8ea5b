import type { Schedule, ScheduleOwner } from '../../entities/schedule.ts'
import { AppError } from '../../errors.ts'
import { scheduleIdOf } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { isActive, nextFiring } from '../../schedule/due.ts'
import { checkTimes } from '../../schedule/occurrences.ts'
import type { ScheduleSpec } from '../../schedule/spec.ts'
import type { CommandContext, Need } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'

/** Whose schedules are set. */
export interface ScheduleHolder {
  readonly kind: ScheduleOwner
  readonly id: string
  readonly name: string
  /** Switched on. */
  readonly enabled: boolean
  /** For whom they act. */
  readonly memberId: string
}

/** What a command needs that sets the schedules of these; by their names, when the ids of the owners are not known yet. */
export const scheduleNeeds = (
  of: { ownerId: readonly string[] } | { ownerKind: ScheduleOwner; name: string[] },
): Need[] => [{ kind: 'schedule', by: of, write: true }, { all: 'workspace' }]

/**
 * Makes the schedules of something be exactly these, in this order. What stays as it was keeps its pause and its past; an edited one
 * counts from now on.
 * @param path of the specs in the input, e.g. `when.schedule`
 * @throws AppError `invalid_input` naming the field of a schedule that is wrong
 */
export function setSchedules(
  context: CommandContext,
  holder: ScheduleHolder,
  specs: readonly { readonly spec: ScheduleSpec; readonly path: string }[],
): void {
  const zone = context.all('workspace')[0]?.timeZone ?? 'UTC'
  for (const [position, { spec, path }] of specs.entries()) {
    const timeZone = spec.timeZone ?? keptZone(context, holder.id, position, spec) ?? zone
    checkTimes(spec, timeZone, path)
    if (holder.kind === 'rule') checkEnd(context, holder.id, position, spec, path)
    setOne(context, holder, position, spec, timeZone)
  }
  for (const schedule of context.all('schedule'))
    if (schedule.ownerId === holder.id && schedule.position >= specs.length && schedule.removedAt === null)
      emitUpdate(
        context,
        'schedule',
        schedule.id,
        { removedAt: context.now, nextAt: null, ...outOfDate(context) },
        removed,
      )
}

const removed = { type: 'schedule.removed' } as const

/**
 * A new end that is over already would be a mistake. Of a playbook it is none: code that is deployed elsewhere outlives its dates.
 * @throws AppError `invalid_input`
 */
function checkEnd(context: CommandContext, ownerId: string, position: number, { endAt }: ScheduleSpec, path: string) {
  const existing = context.find('schedule', scheduleIdOf(ownerId, position))
  const isKept = existing?.removedAt === null && existing.spec.endAt === endAt
  if (endAt === undefined || isKept || Date.parse(endAt) > Date.parse(context.now)) return
  const [place, expected] = [`${path}.endAt`, 'an instant to come: it would never fire']
  throw new AppError('invalid_input', `${place}: ${expected}`, {
    fields: [{ path: place, expected, code: 'invalid_schedule' }],
  })
}

/** The workspace's zone when the schedule was made: another one since does not move it. */
function keptZone(context: CommandContext, ownerId: string, position: number, spec: ScheduleSpec): string | undefined {
  const existing = context.find('schedule', scheduleIdOf(ownerId, position))
  return existing && sameJson(existing.spec, spec) ? existing.timeZone : undefined
}

function setOne(
  context: CommandContext,
  { kind, id: ownerId, name, enabled, memberId }: ScheduleHolder,
  position: number,
  spec: ScheduleSpec,
  timeZone: string,
): void {
  const id = scheduleIdOf(ownerId, position)
  const wanted = { name, enabled, memberId, spec, timeZone, removedAt: null }
  const existing = context.find('schedule', id)
  if (!existing) {
    const schedule: Schedule = {
      id,
      ownerKind: kind,
      ownerId,
      position,
      ...wanted,
      pausedAt: null,
      activeAt: context.now,
      lastAt: null,
      nextAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    emitInsert(context, 'schedule', { ...schedule, ...placed(context, schedule) }, { type: 'schedule.created' })
    return
  }
  const next = { ...existing, ...wanted }
  const edited = !sameJson([existing.spec, existing.timeZone], [spec, timeZone])
  const begins = isActive(next) && !isActive(existing)
  if (edited || begins || isActive(next) !== isActive(existing)) {
    const since = edited || begins ? context.now : existing.activeAt
    const moved = { ...next, activeAt: since }
    emitUpdate(context, 'schedule', id, { ...wanted, activeAt: since, ...placed(context, moved) }, updated)
  } else emitUpdate(context, 'schedule', id, wanted, updated)
}

const updated = { type: 'schedule.updated' } as const

/** Temporal has to be told. */
const outOfDate = (context: CommandContext) => ({ dueAt: null, syncAt: context.now })

/** When the schedule fires next, as its row keeps it. */
export function placed(context: CommandContext, schedule: Schedule) {
  return { ...upcoming(schedule), syncAt: context.now }
}

/** The same where Temporal need not be told: it knows the times to come. */
export function upcoming(schedule: Schedule): { nextAt: string | null; dueAt: string | null } {
  const next = isActive(schedule) ? nextFiring(schedule) : null
  return {
    nextAt: next && new Date(next.at).toISOString(),
    dueAt: next && new Date(next.dueAt).toISOString(),
  }
}
