import type { Values, WaitForNode } from '@orchestrator/domain/rules'
import { type Duration, toMilliseconds } from '../duration.ts'
import type { JsonObject } from '../json.ts'
import type { RunEvent } from '../runtime/port.ts'
import type { RunState } from './run-state.ts'

/** As `waitFor` of a playbook: it looks back to the event that started the run, and a repeat starts after the event that it last gave. */
export async function waitFor(node: WaitForNode, values: Values, state: RunState): Promise<RunEvent | null> {
  const { event: type, timeout } = node
  const condition = node.condition && {
    cel: node.condition.cel,
    params: node.condition.params(values) as JsonObject,
  }
  const identity = JSON.stringify([[type], condition])
  const afterSeq = state.given.get(identity) ?? state.event.seq
  const timeoutMs = timeout === 'never' ? null : toMilliseconds(timeout as Duration, `${node.path}.timeout`)
  const step = state.steps.take(
    'waitFor',
    `wait for ${type} (${timeoutMs === null ? 'never ends' : `at most ${timeout}`})`,
  )
  const reply = await state.port.waitFor(step, [{ key: 'event', eventTypes: [type], condition, afterSeq }], {
    timeoutMs,
  })
  if (reply) state.given.set(identity, reply.event.seq)
  return reply?.event ?? null
}
