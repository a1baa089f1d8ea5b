import { ApiKey } from '@orchestrator/domain'
import type { Identity } from '../../auth/identity.ts'
import type { Resource } from '../../http/entity/index.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'

export const apiKeys: Resource = {
  path: '/v1/api-keys',
  tag: 'API keys',
  kind: 'api_key',
  schema: ApiKey,
  noun: 'API key',
}

/** Whoever may manage keys sees all of them, others those that act for themselves. */
export const seesKeysOf = (identity: Identity): string | undefined =>
  mayInWorkspace(identity, 'key.manage') ? undefined : identity.principal.actor.memberId
