import { OrchestratorError } from '../errors.ts'
import type { Patch } from '../generated/entities.ts'
import type { JsonObject } from '../json.ts'
import type { Patches } from '../run/patches.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RuntimePort } from './port.ts'

/** `patches` of a run. */
export const createPatches = (port: RuntimePort, steps: StepCounter): Patches => ({
  async propose(input) {
    const data = plainJson(input, 'patches.propose') as JsonObject
    const step = steps.take('patches.propose', `patches.propose ${JSON.stringify(input.title)}`)
    const [reply] = await port.command(step, [{ type: 'patch.propose', data }])
    if (!reply?.entity) throw new OrchestratorError('internal', 'patch.propose answered nothing')
    return reply.entity as unknown as Patch
  },
})
