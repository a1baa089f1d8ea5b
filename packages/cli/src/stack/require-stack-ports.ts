import { requireFreePort } from './ports.ts'
import type { StackOptions, StackPorts } from './stack-types.ts'

/** Throws a sentence about the first port that the stack needs and somebody else has. */
export async function requireStackPorts(options: StackOptions, ports: StackPorts): Promise<void> {
  const wanted = [
    options.parts && !options.parts.includes('api')
      ? undefined
      : { port: ports.api, what: 'the API', flag: '--api-port', env: 'ORCHESTRATOR_API_PORT' },
    options.databaseUrl
      ? undefined
      : { port: ports.postgres, what: 'Postgres', flag: '--postgres-port', env: 'ORCHESTRATOR_POSTGRES_PORT' },
    ...(options.temporalAddress
      ? []
      : [
          {
            port: ports.temporalUi,
            what: 'the Temporal UI',
            flag: '--temporal-ui-port',
            env: 'ORCHESTRATOR_TEMPORAL_UI_PORT',
          },
          { port: ports.temporal, what: 'Temporal', flag: '--temporal-port', env: 'ORCHESTRATOR_TEMPORAL_PORT' },
        ]),
  ]
  for (const one of wanted) if (one) await requireFreePort(one)
}
