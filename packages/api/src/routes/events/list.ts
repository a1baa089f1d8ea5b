import { readLog } from '@orchestrator/store'
import * as z from 'zod'
import { visibleEvents } from '../../agents/visible-runs.ts'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { pageQuery } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { Event } from '../../schemas/event.ts'
import { eventFilters, Seq } from './filters.ts'

const EventPage = z.object({
  items: z.array(Event),
  nextCursor: z
    .string()
    .nullable()
    .meta({ description: 'the `after` of the next page; null: this page reaches the end of the log as it is now' }),
  lastSeq: z
    .int()
    .meta({ description: 'up to here you have all that matches: the `after` with which to ask again later' }),
})

export const listEvents = defineRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'listEvents',
  tag: 'Events',
  summary: 'Read the log',
  description:
    'Oldest first. Whoever follows `lastSeq` misses nothing: `seq` has no gaps and follows the order of commits. Events of API keys, of webhook secrets and of messages to members (`notification.sent`) need the permission audit.read and are left out without it.',
  access: 'read',
  query: z.strictObject({
    after: Seq.default(0).meta({ description: 'begin after this seq' }),
    ...eventFilters,
    limit: pageQuery.limit,
  }),
  answer: { status: 200, description: 'A page of the log', schema: EventPage },
  async handle({ api, c, identity, workspaceId, query: { type, ...query } }) {
    const request = { ...query, types: type, hiddenTypes: hiddenTypesFor(identity) }
    const { events, position, atHead } = await read(api, workspaceId, (tx) => readLog(tx, workspaceId, request))
    return c.json({
      items: await visibleEvents({ api, identity }, events),
      nextCursor: atHead ? null : String(position),
      lastSeq: position,
    })
  },
})
