export { inSpan } from './in-span.ts'
export { startTracing } from './start-tracing.ts'
