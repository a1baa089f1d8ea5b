import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

/** Not public: the relay tells it, as the run that it left out and so for the automation's owner. It takes no right to be told. */
export const throttleAutomation = defineCommand({
  type: 'automation.throttle',
  summary: 'Tell that a condition of a rule or playbook took too long for an event',
  public: false,
  data: z.strictObject({
    kind: z.enum(['rule', 'playbook']),
    id: Id,
    slowSeq: z.int().positive(),
    reason: z.string(),
  }),
  needs: ({ kind, id }) => [{ kind, ids: [id] }],
  decide({ kind, id, slowSeq, reason }, context) {
    const { name } = context.get(kind, id, 'id')
    context.emit({
      type: 'automation.throttled',
      subject: { type: kind, id },
      data: { automation: { kind, id, name }, slowSeq, reason },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
