import { lookup } from 'node:dns/promises'
import { ConnectorError } from '../connector-error.ts'
import { pinAddress, targetOf } from './guarded-fetch.ts'
import { defaultGuardPolicy, type GuardPolicy } from './policy.ts'

/** Why no request may go to this address, before one is made; null: one may, or it is not known where it leads for now. */
export async function refusalOf(
  url: string,
  { policy: given, signal }: { readonly policy: Partial<GuardPolicy> | undefined; readonly signal: AbortSignal },
): Promise<string | null> {
  const policy = { ...defaultGuardPolicy, ...given }
  try {
    await pinAddress(targetOf(url, policy), policy, (name) => lookup(name, { all: true, verbatim: true }), signal)
    return null
  } catch (error) {
    return error instanceof ConnectorError && error.kind === 'permanent' ? error.message : null
  }
}
