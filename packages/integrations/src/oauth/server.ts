import * as oauth from 'oauth4webapi'
import type { AuthMethod, Settings } from '../connector/connector.ts'
import { type GuardPolicy, isAllowedPrivateHost } from '../http/policy.ts'
import { guardedOAuthFetch } from './guarded-oauth-fetch.ts'

export type OAuthMethod = Extract<AuthMethod, { kind: 'oauth2' }>

/** What a server of ours is called at the service's. */
export interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: string
  /** With what the service signs what it sends, where that is another one. */
  readonly signingSecret?: string
}

/** Of what a grant is asked, and by whom. */
export interface OAuthServer {
  /** The connector's id. */
  readonly provider: string
  readonly method: OAuthMethod
  readonly settings: Settings
  readonly client: OAuthClient
  readonly policy?: Partial<GuardPolicy> | undefined
}

export function serverOf({ method, settings, client, policy }: OAuthServer) {
  const token = method.tokenEndpoint(settings)
  const revocation = method.revocationEndpoint?.(settings)
  const { protocol, hostname, port, origin } = new URL(token)
  const own = { allowPrivateHosts: policy?.allowPrivateHosts ?? [] } as GuardPolicy
  const server: oauth.AuthorizationServer = {
    issuer: method.issuer?.(settings) ?? origin,
    authorization_endpoint: method.authorizationEndpoint(settings),
    token_endpoint: token,
    ...(revocation !== undefined && { revocation_endpoint: revocation }),
  }
  const authenticate = method.clientAuth === 'basic' ? oauth.ClientSecretBasic : oauth.ClientSecretPost
  return {
    server,
    client: { client_id: client.clientId } satisfies oauth.Client,
    auth: authenticate(client.clientSecret),
    options: {
      [oauth.customFetch]: guardedOAuthFetch(policy),
      // Without TLS only to what the operator has named as his own.
      [oauth.allowInsecureRequests]: protocol === 'http:' && isAllowedPrivateHost(own, hostname, Number(port || 80)),
      recognizedTokenTypes: Object.fromEntries(
        (method.tokenTypes ?? []).map((type) => [type.toLowerCase() as Lowercase<string>, () => undefined]),
      ),
    },
  }
}
