import { type AgentRun, AppError } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { parsePlace } from '../../agents/followed.ts'
import { agentRunStream } from '../../agents/stream.ts'
import { seenRuns } from '../../agents/visible-runs.ts'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { authenticate, requireRead } from '../../middleware/authenticate.ts'
import { agentRuns } from './resource.ts'

export const streamAgentRun = defineRoute({
  method: 'get',
  path: `${agentRuns.path}/{id}/stream`,
  operationId: 'streamAgentRun',
  tag: agentRuns.tag,
  summary: 'Follow an agent’s run as server-sent events: its steps, and what its model says as it says it',
  description:
    '`step`: a step has begun or ended. `text`: a piece of what its model says, which begins at `from` of the step’s text. `restart`: the step is done again, what was said of it counts no more. `run`: the run, whenever its status or what it waits for changes; with the last one the stream ends. `text`, and what the run’s `output` and `waits` say, are for whom its steps show theirs. It begins with all that happened so far; come back with `Last-Event-ID` and only what came later is told.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The stream', contentType: 'text/event-stream', schema: z.string() },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params: { id } }) {
    const place = placeIn(c.req.header('last-event-id'))
    const [run, key] = await read(api, workspaceId, (tx) =>
      Promise.all([
        getEntity(tx, workspaceId, 'agent_run', id),
        getEntity(tx, workspaceId, 'api_key', identity.principal.actor.id),
      ]),
    )
    if (!run) throw new AppError('not_found', `there is no run of an agent ${id}`)
    const body = agentRunStream(api, {
      ...{ workspaceId, runId: id, place },
      expiresAt: typeof key?.['expiresAt'] === 'string' ? Date.parse(key['expiresAt']) : Infinity,
      seesWords: async () => {
        const reader = await authenticate(api, c)
        requireRead(reader)
        return (await seenRuns({ api, identity: reader }, [run as unknown as AgentRun])).has(id)
      },
    })
    return c.body(body, 200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    })
  },
})

function placeIn(header: string | undefined) {
  if (header === undefined || header === '') return undefined
  const place = parsePlace(header)
  if (place) return place
  throw new AppError('invalid_input', 'Last-Event-ID must be the id of a message of this stream', {
    fields: [{ path: 'Last-Event-ID', expected: 'the id of a message, e.g. 3.1.120', code: 'invalid_header' }],
  })
}
