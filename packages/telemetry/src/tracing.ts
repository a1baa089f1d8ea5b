import { type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api'

/** The tracer of everything that is ours. Until tracing is started it makes spans that are nothing. */
export const tracer = trace.getTracer('@orchestrator')

let on = false

/** Whether spans go anywhere. Ask before doing something for their sake alone. */
export const isTracing = (): boolean => on

export const setTracing = (value: boolean): void => {
  on = value
}

export type SpanAttributes = Readonly<Record<string, string | number>>

/** A span's place in its trace as W3C's `traceparent` writes it; undefined for one that is nothing. */
export function traceparentOf(span: Span | undefined): string | undefined {
  const place = span?.spanContext()
  if (place === undefined || !trace.isSpanContextValid(place)) return undefined
  return `00-${place.traceId}-${place.spanId}-${place.traceFlags.toString(16).padStart(2, '0')}`
}

/** The place of the span in which this is called. */
export const currentTraceparent = (): string | undefined => traceparentOf(trace.getActiveSpan())

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The context in which a span continues another's trace; one that is not well-formed begins a trace of its own. */
export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return context.active()
  return trace.setSpanContext(context.active(), {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  })
}

/** Ends a span. What went wrong is told by its code: a message may quote what somebody wrote. */
export function endSpan(span: Span, failure?: unknown, at?: Date): void {
  if (failure !== undefined) {
    const { code, name } = failure as { code?: unknown; name?: unknown }
    span.setAttribute('error.type', String(code ?? name ?? 'error'))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end(at)
}
