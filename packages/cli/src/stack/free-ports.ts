import { freePort } from './ports.ts'
import type { StackPorts } from './stack-types.ts'

/** Four free ports, for a stack beside others. */
export async function freePorts(): Promise<StackPorts> {
  const ports = new Set<number>()
  while (ports.size < 4) ports.add(await freePort())
  const [api = 0, postgres = 0, temporal = 0, temporalUi = 0] = ports
  return { api, postgres, temporal, temporalUi }
}
