import { context, propagation, trace } from '@opentelemetry/api'
import { chosenIds } from './chosen-ids.ts'
import { setTracing } from './tracing.ts'

/** Longest that an end waits for a collector that does not answer. */
const flushMs = 1_000

/**
 * Sends spans to an OTLP collector. The SDK is loaded only here, so that a process without tracing never pays for it.
 * @param options.endpoint as OTEL_EXPORTER_OTLP_ENDPOINT has it, e.g. http://127.0.0.1:4318; undefined: no tracing
 * @param options.service the name under which the collector shows this process, e.g. orchestrator-api
 * @returns flushes and stops
 */
export async function startTracing({
  endpoint,
  service,
}: {
  endpoint: string | undefined
  service: string
}): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => {}
  const [sdk, { AsyncLocalStorageContextManager }, { OTLPTraceExporter }, { resourceFromAttributes }, core] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/core'),
    ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    idGenerator: chosenIds(new sdk.RandomIdGenerator()),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  setTracing(true)
  return async () => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, flushMs).unref())
    await Promise.race([provider.shutdown().catch(() => {}), late])
  }
}
