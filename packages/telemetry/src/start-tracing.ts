import { context, propagation, trace } from '@opentelemetry/api'

/**
 * Sends spans to an OTLP collector. The SDK is loaded only here, so that a process without tracing never pays for it.
 * @param options.endpoint as OTEL_EXPORTER_OTLP_ENDPOINT has it, e.g. http://127.0.0.1:4318
 * @param options.service the name under which the collector shows this process, e.g. orchestrator-api
 * @returns flushes and stops
 */
export async function startTracing({
  endpoint,
  service,
}: {
  endpoint: string
  service: string
}): Promise<() => Promise<void>> {
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
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  return () => provider.shutdown()
}
