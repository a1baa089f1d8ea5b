import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

/** Not public: the relay tells it, as the run that it left out or held and so for the automation's owner. It takes no right to be told. */
export const throttleAutomation = defineCommand({
  type: 'automation.throttle',
  summary: 'Tell that a rule or playbook is slowed down: a condition took too long, or it started too often',
  public: false,
  data: z.strictObject({
    kind: z.enum(['rule', 'playbook']),
    id: Id,
    cause: z.enum(['slow_condition', 'rate']).default('slow_condition'),
    slowSeq: z.int().positive().optional(),
    heldSeq: z.int().positive().optional(),
    reason: z.string(),
  }),
  needs: ({ kind, id }) => [{ kind, ids: [id] }],
  decide({ kind, id, ...told }, context) {
    const { name } = context.get(kind, id, 'id')
    context.emit({
      type: 'automation.throttled',
      subject: { type: kind, id },
      data: { automation: { kind, id, name }, ...told },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
