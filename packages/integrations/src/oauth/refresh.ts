import * as oauth from 'oauth4webapi'
import type { Credentials } from '../connector/connector.ts'
import { ProviderError } from '../connector/provider-error.ts'
import { credentialsOf } from './credentials-of.ts'
import { type OAuthServer, serverOf } from './server.ts'
import { toProviderError } from './to-provider-error.ts'

/** How the credentials of a connection are renewed; whoever asks sees to it that nobody else does at the same time. */
export function oauthRefresh(of: OAuthServer) {
  return {
    /** @throws ProviderError */
    async refresh({ refreshToken }: Credentials): Promise<Credentials> {
      const { server, client, auth, options } = serverOf(of)
      try {
        const response = await oauth.refreshTokenGrantRequest(server, client, auth, refreshToken ?? '', options)
        return credentialsOf(await oauth.processRefreshTokenResponse(server, client, response, options))
      } catch (error) {
        throw toProviderError(of.provider, error)
      }
    },
    refused: (error: unknown): string | null =>
      error instanceof ProviderError && error.kind === 'unauthorized' ? error.message : null,
  }
}

/** Gives tokens back, where the service takes them. @throws ProviderError */
export async function revokeTokens(of: OAuthServer, { accessToken, refreshToken }: Credentials): Promise<boolean> {
  const { server, client, auth, options } = serverOf(of)
  if (server.revocation_endpoint === undefined) return false
  try {
    for (const token of [refreshToken, accessToken])
      if (token)
        await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, auth, token, options))
    return true
  } catch (error) {
    throw toProviderError(of.provider, error)
  }
}
