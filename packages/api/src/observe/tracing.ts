import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('@orchestrator/api')

/** Runs a request in a server span that continues the caller's trace. Costs next to nothing while no SDK is loaded. */
export async function inRequestSpan(
  request: Request,
  requestId: string,
  work: () => Promise<{ route: string; status: number }>,
): Promise<void> {
  const parent = propagation.extract(context.active(), request.headers, {
    get: (headers, key) => headers.get(key) ?? undefined,
    keys: (headers) => [...headers.keys()],
  })
  const span = tracer.startSpan(
    request.method,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method, 'orchestrator.request': requestId } },
    parent,
  )
  await context.with(trace.setSpan(parent, span), async () => {
    try {
      const { route, status } = await work()
      span.updateName(`${request.method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status })
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    } finally {
      span.end()
    }
  })
}
