import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics tells. A registry of its own, so that several apps can live in one process. */
export interface Metrics {
  readonly registry: Registry
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly commands: Counter<'type' | 'outcome'>
  readonly executions: Histogram<'outcome'>
  readonly streams: Gauge
}

export function createMetrics(logPosition: () => Promise<{ head: number; behind: number }>): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  // One look for both gauges; a database that does not answer must not take the other figures with it.
  let look: Promise<{ head: number; behind: number } | null> | undefined
  const position = () => {
    look ??= logPosition()
      .catch(() => null)
      .finally(() => (look = undefined))
    return look
  }
  const logGauge = (name: string, help: string, of: 'head' | 'behind') =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const found = await position()
        if (found) this.set(found[of])
      },
    })
  logGauge('orchestrator_log_events', 'Events in the logs of all workspaces.', 'head')
  logGauge('orchestrator_relay_lag_events', 'Events that the relay has not read yet.', 'behind')
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to the response’s head.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    commands: new Counter({
      name: 'orchestrator_commands_total',
      help: 'Commands by outcome: applied, repeated or the code of their error.',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    executions: new Histogram({
      name: 'orchestrator_execute_duration_seconds',
      help: 'Time of a transaction of commands, waiting included.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    streams: new Gauge({ name: 'orchestrator_event_streams', help: 'Open event streams.', registers }),
  }
}

/** Memory, event loop, garbage collection: of the whole process, so its main file asks for them. */
export const collectProcessMetrics = (metrics: Metrics): void => collectDefaultMetrics({ register: metrics.registry })
