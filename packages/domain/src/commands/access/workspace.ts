import * as z from 'zod'
import { mondayToFriday, WorkingCalendar } from '../../calendar/working-calendar.ts'
import { defaultMaxPerMinute } from '../../entities/flow.ts'
import { defaultStates } from '../../entities/state.ts'
import { Slug } from '../../entities/workspace.ts'
import { deriveId, Id } from '../../ids.ts'
import { TimeZone } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name } from '../fields.ts'

const MaxRunsPerMinute = z.int().min(1).max(1_000_000)

/** The first command of a workspace. The store runs it for the owner whom it names. */
export const createWorkspace = defineCommand({
  type: 'workspace.create',
  summary: 'Create a workspace with its owner and its first states',
  public: false,
  data: z.strictObject({
    id: Id,
    slug: Slug,
    name: Name,
    timeZone: TimeZone.default('UTC'),
    maxRunsPerMinute: MaxRunsPerMinute.default(defaultMaxPerMinute),
    owner: z.strictObject({ id: Id, name: Name, email: z.email().max(320).toLowerCase() }),
  }),
  needs: () => [],
  decide({ owner, ...data }, context) {
    const stamps = { version: 1, createdAt: context.now, updatedAt: context.now }
    const workspace = { ...data, calendar: mondayToFriday, ...stamps }
    const result = emitInsert(context, 'workspace', workspace, { type: 'workspace.created' })
    emitInsert(context, 'member', { ...owner, role: 'ADMIN', removedAt: null, ...stamps }, { type: 'member.added' })
    for (const [position, state] of defaultStates.entries()) {
      const id = deriveId(data.id, 'state', state.name)
      emitInsert(context, 'state', { id, ...state, position, ...stamps }, { type: 'state.created' })
    }
    return result
  },
})

export const updateWorkspace = defineCommand({
  type: 'workspace.update',
  summary: 'Change the workspace’s name, time zone, working days or what its automations may do in a minute',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    name: Name.optional(),
    timeZone: TimeZone.optional(),
    calendar: WorkingCalendar.optional(),
    maxRunsPerMinute: MaxRunsPerMinute.optional(),
  }),
  needs: ({ id }) => [{ kind: 'workspace', ids: [id], write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    context.get('workspace', id, 'id')
    context.allow('workspace.edit')
    return emitUpdate(context, 'workspace', id, patch as never, { type: 'workspace.updated', baseVersion })
  },
})
