import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

const data = z.strictObject({ id: Id })

export const pauseRule = defineCommand({
  type: 'rule.pause',
  summary: 'Pause a rule: its runs are held until it is resumed; those under way go on',
  data,
  needs: ({ id }) => [{ kind: 'rule', ids: [id], write: true }],
  decide: ({ id }, context) => pause(context, 'rule', id, true),
})

export const resumeRule = defineCommand({
  type: 'rule.resume',
  summary: 'Resume a rule that was paused: the runs that were held start, in the order of their events',
  data,
  needs: ({ id }) => [{ kind: 'rule', ids: [id], write: true }],
  decide: ({ id }, context) => pause(context, 'rule', id, false),
})

export const pausePlaybook = defineCommand({
  type: 'playbook.pause',
  summary: 'Pause a playbook: its runs are held until it is resumed; those under way go on',
  data,
  needs: ({ id }) => [{ kind: 'playbook', ids: [id], write: true }],
  decide: ({ id }, context) => pause(context, 'playbook', id, true),
})

export const resumePlaybook = defineCommand({
  type: 'playbook.resume',
  summary: 'Resume a playbook that was paused: the runs that were held start, in the order of their events',
  data,
  needs: ({ id }) => [{ kind: 'playbook', ids: [id], write: true }],
  decide: ({ id }, context) => pause(context, 'playbook', id, false),
})

/** Whoever pauses what is paused changes nothing: it is paused since it first was. */
function pause(context: CommandContext, kind: 'rule' | 'playbook', id: string, paused: boolean): CommandResult {
  const automation = context.get(kind, id, 'id')
  if ('removedAt' in automation && automation.removedAt !== null)
    throw new AppError('not_found', `the playbook ${automation.name} is not installed`)
  context.allow('automation.manage')
  const pausedAt = paused ? (automation.pausedAt ?? context.now) : null
  return emitUpdate(context, kind, id, { pausedAt }, { type: `${kind}.${paused ? 'paused' : 'resumed'}` })
}
