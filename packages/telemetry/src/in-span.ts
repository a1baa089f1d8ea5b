import { SpanStatusCode, trace } from '@opentelemetry/api'

const tracer = trace.getTracer('@orchestrator')

/** Runs work in a span of its own. Costs next to nothing while no tracing was started. Attributes are ids and names, never content. */
export function inSpan<T>(
  name: string,
  attributes: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work()
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) })
      throw error
    } finally {
      span.end()
    }
  })
}
