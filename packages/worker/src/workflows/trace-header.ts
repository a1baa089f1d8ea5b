import { defaultPayloadConverter, type Headers } from '@temporalio/common'

/** Temporal's own interceptors for OpenTelemetry use this name and form too. */
const name = '_tracer-data'

/** The `traceparent` that travels in Temporal's headers. */
export function readTrace(headers: Headers): string | undefined {
  const payload = headers[name]
  if (payload === undefined) return undefined
  return defaultPayloadConverter.fromPayload<{ traceparent?: string }>(payload).traceparent
}

export function withTrace(headers: Headers, traceparent: string): Headers {
  return { ...headers, [name]: defaultPayloadConverter.toPayload({ traceparent }) }
}
