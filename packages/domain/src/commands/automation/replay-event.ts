import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

/** Not for callers: that the event is there and meets the condition is looked at by the route, for a command cannot. */
export const replayEvent = defineCommand({
  type: 'event.replay',
  summary: 'Start an automation on an event of the past',
  public: false,
  data: z.strictObject({
    seq: z.int().positive(),
    automation: z.strictObject({ kind: z.enum(['rule', 'playbook']), id: Id }),
  }),
  needs: ({ automation: { kind, id } }) => [{ kind, ids: [id] }],
  decide({ seq, automation: { kind, id } }, context) {
    context.allow('automation.manage')
    const automation = context.get(kind, id, 'automation')
    if ('removedAt' in automation && automation.removedAt !== null)
      throw new AppError('not_found', `the playbook ${automation.name} was removed`)
    if (!automation.enabled) throw new AppError('invalid_state', `${automation.name} is switched off`)
    context.emit({
      type: 'event.replay_requested',
      subject: { type: kind, id },
      data: { seq, automation: { kind, id, name: automation.name } },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
