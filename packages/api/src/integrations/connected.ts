import type { Connector, Credentials, Settings } from '@orchestrator/integrations'
import type { Api } from '../http/api.ts'
import { ofSettings, refuseAddresses } from './refuse-addresses.ts'
import { open } from './with-session.ts'

/** What credentials are good for, as the service says. @throws ProviderError, AppError `invalid_input` for an address that may not be asked */
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
  await refuseAddresses(api, settings)
  const account = await open(api, connector, credentials, settings)
    .check()
    .catch((error: unknown) => {
      throw ofSettings(error)
    })
  const { id, name, url } = account
  return {
    ...{ auth, credentials, settings, account: { id, name, url } },
    scopes: [...(account.scopes.length > 0 ? account.scopes : (scopes ?? []))],
  }
}

/** What a connection is called: as somebody said, else by whom it is there, with a number where that is taken. */
export const nameOf = (connector: Connector, account: { readonly name: string }, name: string | null) =>
  name === null
    ? { name: `${connector.name} ${account.name}`.slice(0, 200), isDefaultName: true }
    : { name, isDefaultName: false }
