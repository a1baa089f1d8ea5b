import { AppError } from '@orchestrator/domain'
import { getEntity, headOf } from '@orchestrator/store'
import * as z from 'zod'
import { visibleEvents } from '../../agents/visible-runs.ts'
import { eventStream } from '../../events/stream.ts'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { authenticate, requireRead } from '../../middleware/authenticate.ts'
import { eventFilters, Seq } from './filters.ts'

export const streamEvents = defineRoute({
  method: 'get',
  path: '/v1/events/stream',
  operationId: 'streamEvents',
  tag: 'Events',
  summary: 'Follow the log as server-sent events',
  description:
    'Each message is one event as JSON, its id the event’s `seq`. Come back with `Last-Event-ID` (or `after`) and you miss nothing; without either you get what happens from now on. A comment at least every 15 seconds keeps the connection; a message with an id and no data only moves your place. The stream ends within seconds of your key’s end, and shows what your role may see then.',
  access: 'read',
  query: z.strictObject({
    after: Seq.optional().meta({ description: 'begin after this seq; the header Last-Event-ID comes first' }),
    ...eventFilters,
  }),
  answer: { status: 200, description: 'The stream', contentType: 'text/event-stream', schema: z.string() },
  async handle({ api, c, identity, workspaceId, query: { type, after, ...filter } }) {
    const { actor } = identity.principal
    const key = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'api_key', actor.id))
    const start = lastEventId(c.req.header('last-event-id')) ?? after ?? (await headOf(api.store, workspaceId))
    let reader = identity
    const body = eventStream(api, {
      workspaceId,
      after: start,
      types: type,
      ...filter,
      expiresAt: typeof key?.expiresAt === 'string' ? Date.parse(key.expiresAt) : Infinity,
      hiddenTypes: async () => {
        reader = await authenticate(api, c)
        requireRead(reader)
        return hiddenTypesFor(reader)
      },
      visible: (events) => visibleEvents({ api, identity: reader }, events),
    })
    return c.body(body, 200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    })
  },
})

function lastEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined
  const parsed = Seq.safeParse(header)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', 'Last-Event-ID must be the seq of an event', {
    fields: [{ path: 'Last-Event-ID', expected: 'the seq of an event', code: 'invalid_header' }],
  })
}
