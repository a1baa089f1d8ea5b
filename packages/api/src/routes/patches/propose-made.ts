import type { CommandInput, Patch } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import type { Call } from '../../http/route.ts'
import { firstAnswer } from '../../writes/first-answer.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { patches } from './resource.ts'

/** Proposes a patch that is made out of what is there now, once under one Idempotency-Key. */
export async function proposeMade(
  call: Pick<Call, 'api' | 'c' | 'identity' | 'workspaceId' | 'body'>,
  make: () => Promise<CommandInput<'patch.propose'>>,
): Promise<Response> {
  const first = await firstAnswer(call)
  const patch = first ?? (await entityAfter(call, await runCommand(call, 'patch.propose', await make())))
  call.c.header('Location', `${patches.path}/${(patch as Patch).id}`)
  return entityResponse(call.c, patch, 201)
}
