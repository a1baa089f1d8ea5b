import {
  type Command,
  deriveId,
  Id,
  PlaybookId,
  RetryVersion,
  RunErrorCode,
  requestedRunIdOf,
} from '@orchestrator/domain'
import { eventsBetween, failedRuns } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'

const instant = z.iso.datetime({ offset: true })

export const retryRuns = defineRoute({
  method: 'post',
  path: '/v1/runs/retry',
  operationId: 'retryRuns',
  tag: 'Runs',
  summary: 'Run again what has failed, many at once',
  description:
    'Those that failed and were not retried yet, the oldest first; each as `POST /v1/runs/{id}/retry` does it, all in one transaction. A run is retried by this call once at most, however often you call. Try it with `dryRun` first.',
  access: 'write',
  body: z.strictObject({
    playbook: PlaybookId.optional().meta({ description: 'a playbook’s name' }),
    rule: Id.optional().meta({ description: 'a rule’s id' }),
    errorCode: RunErrorCode.optional(),
    since: instant.optional().meta({ description: 'created at or after this instant' }),
    until: instant.optional().meta({ description: 'created before this instant' }),
    limit: z.int().min(1).max(500).default(100),
    version: RetryVersion.default('current'),
    dryRun: z.boolean().default(false).meta({ description: 'only say which' }),
  }),
  bodyExample: { playbook: 'issue-intake', errorCode: 'http_status', dryRun: true },
  answer: {
    status: 202,
    description: 'What was requested',
    schema: z.object({
      matched: z.int().meta({ description: 'how many there are' }),
      runs: z.array(
        z.object({
          retryOf: z.uuid(),
          runId: z.uuid().nullable().meta({ description: 'the run that will be; null: a dry run' }),
        }),
      ),
    }),
  },
  async handle(call) {
    // Each command asks for it too, but a dry run has none: it would tell of runs whoever asks.
    requirePermission(call.identity, 'automation.manage')
    const { api, c, identity, workspaceId } = call
    const { limit, version, dryRun, ...filter } = call.body
    const { matched, ids } = await read(api, workspaceId, (tx) => failedRuns(tx, workspaceId, filter, limit))
    if (dryRun) return c.json({ matched, runs: ids.map((id) => ({ retryOf: id, runId: null })) }, 202)
    // The ids are a run's own, whatever the key: so a run is retried once. The key is claimed also when there is nothing to do.
    const commands = ids.map((id) => ({
      id: deriveId(id, 'retry of many', version),
      type: 'run.retry',
      data: { id, version },
    }))
    const applied = await execute(api, identity.principal, commands as unknown as Command[], identify(call).idempotency)
    if (ids.length === 0) return c.json({ matched, runs: [] }, 202)
    const seqs = applied.map(({ firstSeq }) => firstSeq ?? 0)
    const events = await read(api, workspaceId, (tx) =>
      eventsBetween(tx, workspaceId, Math.min(...seqs), Math.max(...seqs)),
    )
    const bySeq = new Map(events.map((event) => [event.seq, event]))
    const runs = ids.map((id, index) => {
      const event = bySeq.get(seqs[index] ?? 0)
      return { retryOf: id, runId: event ? requestedRunIdOf(event.id) : null }
    })
    return c.json({ matched, runs }, 202)
  },
})
