import { AppError, type Patch } from '@orchestrator/domain'
import { ProviderError } from '@orchestrator/integrations'
import { act, type MemberCall } from '../call.ts'
import { findPatch } from '../look.ts'

/** @throws AppError `not_found` */
export async function requirePatch({ app }: MemberCall, id: string): Promise<Patch> {
  const patch = await findPatch(app, id)
  if (!patch) throw new AppError('not_found', 'the patch is not there any more')
  return patch
}

/** Accepts all that is open, or decides about one operation; what is accepted is applied. @param choice e.g. `reject:due` */
export async function decideOnPatch(call: MemberCall, id: string, choice?: string): Promise<void> {
  if (choice === undefined) {
    await act(call, 'patch.review', { id, others: { decision: 'accept' }, apply: true })
    return
  }
  const [, decision, key] = /^(accept|reject):(.+)$/.exec(choice) ?? []
  if (key === undefined) throw new ProviderError('slack', 'malformed', 'a choice that is not ours')
  await act(call, 'patch.review', { id, decisions: [{ key, decision: decision as 'accept' | 'reject' }], apply: true })
}
