import type { Flow } from '../../entities/flow.ts'

/** The expressions of a flow, with their places in it. */
export function flowExpressions(flow: Flow): { readonly path: string; readonly cel: string }[] {
  const { idempotencyKey, priority } = flow
  const found = [
    { path: 'concurrency.key', cel: flow.concurrency?.key },
    { path: 'debounce.key', cel: flow.debounce?.key },
    { path: 'throttle.key', cel: flow.throttle?.key },
    { path: 'batch.key', cel: flow.batch?.key },
    typeof idempotencyKey === 'object'
      ? { path: 'idempotencyKey.key', cel: idempotencyKey.key }
      : { path: 'idempotencyKey', cel: idempotencyKey },
    { path: 'priority', cel: typeof priority === 'string' ? priority : undefined },
  ]
  return found.flatMap(({ path, cel }) => (cel === undefined ? [] : [{ path, cel }]))
}
