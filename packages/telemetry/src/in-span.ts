import { contextOf, endSpan, type SpanAttributes, tracer } from './tracing.ts'

/**
 * Runs work in a span of its own. Costs next to nothing while no tracing was started. Attributes are ids and names, never content.
 * @param parent the `traceparent` that it continues, when that is not the active span's
 */
export function inSpan<T>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
  parent?: string | undefined,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes: { ...attributes } }, contextOf(parent), async (span) => {
    try {
      const result = await work()
      endSpan(span)
      return result
    } catch (error) {
      endSpan(span, error)
      throw error
    }
  })
}
