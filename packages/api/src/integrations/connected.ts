import type { Connector, Credentials, Settings } from '@orchestrator/integrations'
import type { Api } from '../http/api.ts'
import { open } from './with-session.ts'

/** What credentials are good for, as the service says. @throws ProviderError */
export async function connected(
  api: Api,
  connector: Connector,
  {
    credentials,
    settings,
    auth,
    scopes,
  }: { credentials: Credentials; settings: Settings; auth: 'token' | 'oauth2'; scopes?: readonly string[] },
) {
  const account = await open(api, connector, credentials, settings).check()
  const { id, name, url } = account
  return {
    ...{ auth, credentials, settings, account: { id, name, url } },
    scopes: [...(account.scopes.length > 0 ? account.scopes : (scopes ?? []))],
  }
}
