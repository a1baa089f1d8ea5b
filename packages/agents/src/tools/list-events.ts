import { type AnyEvent, auditEventTypes, EventName, Id } from '@orchestrator/domain'
import { readLogBackwards } from '@orchestrator/store'
import * as z from 'zod'
import { cutJson } from '../output/cut.ts'
import { fitRows } from '../output/fit.ts'
import { mostItems } from '../output/page.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

export const listEvents = defineReadTool({
  name: 'list_events',
  title: 'List what happened',
  description:
    'Lists events of the log, newest first: what happened to a task, in a project or in the workspace, who did it, and which fields changed from what to what. The title of what it was about is as it was then.',
  permission: 'workspace.read',
  input: z.strictObject({
    subjectId: Id.optional().describe('only of this task, project, patch, rule, …'),
    projectId: Id.optional().describe('only in this project'),
    type: z.array(EventName).min(1).max(20).optional().describe('of any of these, e.g. `task.status_changed`'),
    before: z.int().min(1).optional().describe('only events before this `seq`: the last `seq` of the page before'),
    limit: z.int().min(1).max(50).default(20).describe('how many to show at most, 1 to 50'),
  }),
  async read({ tx, workspaceId, may }, { type, ...request }) {
    const hiddenTypes = may('audit.read') ? [] : [...auditEventTypes]
    const found = await readLogBackwards(tx, workspaceId, {
      ...{ ...request, before: request.before },
      types: type,
      hiddenTypes,
    })
    const items = fitRows(found, eventLine, mostItems)
    const more = items.length < found.length || found.length === request.limit
    return { items, ...(more && { goOnBefore: found[items.length - 1]?.seq }) }
  },
})

function eventLine(event: AnyEvent): Record<string, unknown> {
  const { seq, type, occurredAt, subject, projectId, actor } = event
  const changes = 'changes' in event ? event.changes : null
  return withoutEmpty({
    ...{ seq, type, occurredAt, subject, projectId },
    name: nameOf(event),
    actor: { type: actor.type, memberId: actor.memberId },
    changes: changes && cutJson(changes, 800, 'the API has all'),
  })
}

/** What people call what an event is about. */
function nameOf(event: AnyEvent): unknown {
  const snapshots = Object.values(event).filter((value) => (value as { id?: unknown } | null)?.id === event.subject.id)
  const own = snapshots.find((value) => value !== event.subject) as Record<string, unknown> | undefined
  return own?.['identifier'] === undefined ? (own?.['title'] ?? own?.['name']) : `${own['identifier']} ${own['title']}`
}
