import { freePort } from '@orchestrator/cli/stack'
import { startDatabase } from '../../support/database.ts'
import { startOurs } from '../../support/parts.ts'
import { startEngine } from '../../support/temporal.ts'
import { command, makePlaces } from '../../support/workspaces.ts'
import type { Row, SystemMaker } from '../support/system.ts'
import { witnessSettings } from '../support/witness.ts'
import { enough, kinds, titleOf, waitMs } from '../support/work.ts'

/** Ours, as `orchestrator up` starts it; a rule for each kind, in one workspace. */
export const orchestrator: SystemMaker = {
  name: 'orchestrator',
  turn: { immediate: 5_000, wait: 300 },
  async start(context, receiver) {
    const [database, engine] = await Promise.all([startDatabase(context, witnessSettings), startEngine(context)])
    const store = database.store(4)
    const [place] = await makePlaces(store, 1, 'rules')
    if (!place) throw new Error('there is no workspace')
    for (const kind of kinds) {
      const create = { action: 'task.create', projectId: place.projectId, title: titleOf('{{event.body.key}}') }
      const call = { action: 'webhook.call', url: receiver, json: { key: '{{event.body.key}}' } }
      const pause = { action: 'delay', for: `${waitMs / 1_000} seconds` }
      await store.execute(place.principal, [
        command('rule.create', {
          name: `Orders, ${kind}`,
          when: { webhook: kind, verify: 'none' },
          if: `event.body.amount >= ${enough}.0`,
          then: kind === 'immediate' ? [create, call] : [create, pause, call],
        }),
      ])
    }
    const port = await freePort()
    const [relay, api] = await Promise.all([
      startOurs(context, 'relay', database, engine.address, { ORCHESTRATOR_HTTP_ALLOW_HOSTS: '127.0.0.1' }),
      startOurs(context, 'api', database, engine.address, {
        ORCHESTRATOR_API_PORT: String(port),
        ORCHESTRATOR_WEBHOOK_RATE_LIMIT: '0',
      }),
    ])
    return {
      name: 'Orchestrator',
      addresses: (kind) => [`http://127.0.0.1:${port}/v1/hooks/${place.slug}/${kind}`],
      pids: { api: [api.pid], relay: [relay.pid], postgres: [database.pid], temporal: engine.pids },
      rows: () => database.sql<Row[]>`
        select title, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as "committedAt" from tasks`,
    }
  },
}
