import { type Link, trace } from '@opentelemetry/api'
import { withSpanId } from './chosen-ids.ts'
import { contextOf, endSpan, type SpanAttributes, traceparentOf, tracer } from './tracing.ts'

/** A span that was begun and has to be ended. */
export interface OpenSpan {
  /** For what it causes to continue; undefined while no tracing was started. */
  readonly traceparent: string | undefined
  end(how?: {
    /** What went wrong, if something did. */
    failure?: unknown
    /** When it ended, if that was before now. */
    at?: Date
  }): void
}

/**
 * Begins a span in the trace of what caused it, while something else is under way: as of one of many rules that run together.
 * It is linked to the span that is active.
 */
export function openSpan(
  name: string,
  attributes: SpanAttributes,
  options: {
    /** `traceparent` of the cause. */
    parent: string | undefined
    /** When it began, if that was before now. */
    startedAt?: Date
    /** Its id, if others name it as their parent already. */
    id?: string
  },
): OpenSpan {
  const active = trace.getActiveSpan()
  const links: Link[] = active === undefined ? [] : [{ context: active.spanContext() }]
  const { startedAt, id } = options
  const settings = { attributes: { ...attributes }, links, ...(startedAt !== undefined && { startTime: startedAt }) }
  const span = withSpanId(id, () => tracer.startSpan(name, settings, contextOf(options.parent)))
  return { traceparent: traceparentOf(span), end: ({ failure, at } = {}) => endSpan(span, failure, at) }
}
