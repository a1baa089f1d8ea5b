import * as z from 'zod'
import type { Api } from '../../http/api.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'

const checkMs = 2_000
const State = z.enum(['ok', 'unreachable'])

export const ready = defineRoute({
  method: 'get',
  path: '/ready',
  operationId: 'ready',
  tag: 'Service',
  summary: 'Can it serve? Looks at Postgres and Temporal',
  access: 'public',
  answer: {
    status: 200,
    description: 'Ready; 503 with the same body when it is not',
    schema: z.object({ status: z.enum(['ready', 'not ready']), database: State, temporal: State }),
  },
  async handle({ api, c }) {
    const [database, temporal] = await Promise.all([
      stateOf(lookAtDatabase(api)),
      stateOf(api.temporal?.check() ?? Promise.resolve()),
    ])
    // The API takes commands without Temporal; runs then start later. It is said all the same.
    const isReady = database === 'ok' && temporal === 'ok'
    return c.json({ status: isReady ? 'ready' : 'not ready', database, temporal }, isReady ? 200 : 503)
  },
})

const lookAtDatabase = async ({ store }: Api): Promise<void> => void (await store.sql`select 1`)

const stateOf = (check: Promise<void>): Promise<z.infer<typeof State>> =>
  withDeadline(checkMs, check).then(
    () => 'ok' as const,
    () => 'unreachable' as const,
  )
