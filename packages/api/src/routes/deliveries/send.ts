import type { CommandInput, CommandType } from '@orchestrator/domain'
import type { Call } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { visibleDelivery } from './visible.ts'

/** Runs a command that makes or renews a delivery, and tells whoever sends. */
export async function sendDelivery<T extends CommandType>(
  call: Call,
  type: T,
  data: CommandInput<T>,
): Promise<Response> {
  const applied = await runCommand(call, type, data)
  call.api.store.announce('orchestrator_deliveries')
  call.c.header('Location', `/v1/deliveries/${applied.result.id}`)
  return call.c.json(visibleDelivery(await entityAfter(call, applied), call.identity), 202)
}
