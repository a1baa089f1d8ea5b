import * as oauth from 'oauth4webapi'
import type { Credentials } from '../connector/connector.ts'
import { credentialsOf } from './credentials-of.ts'
import { type OAuthServer, serverOf } from './server.ts'
import { toProviderError } from './to-provider-error.ts'

/** What has to be kept until the service sends the person back; whoever knows it can take the grant. */
export const newVerifier = (): string => oauth.generateRandomCodeVerifier()

/** @returns the address at which a person allows it */
export async function authorizationAddress(
  of: OAuthServer,
  { redirectUri, state, verifier }: { redirectUri: string; state: string; verifier: string },
): Promise<string> {
  const { method } = of
  const { server, client } = serverOf(of)
  const address = new URL(server.authorization_endpoint ?? '')
  const asked = {
    ...method.parameters,
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
    ...(method.scopes.length > 0 && { scope: method.scopes.join(method.scopeSeparator ?? ' ') }),
    ...(method.pkce && {
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
  }
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
  return address.href
}

/**
 * Takes the grant with which a person was sent back.
 * @param parameters of the address to which they were sent
 * @throws ProviderError `unauthorized` when they or the service said no
 */
export async function takeGrant(
  of: OAuthServer,
  {
    parameters,
    redirectUri,
    state,
    verifier,
  }: { parameters: URLSearchParams; redirectUri: string; state: string; verifier: string },
): Promise<{ credentials: Credentials; scopes: readonly string[] }> {
  const { method, provider } = of
  const { server, client, auth, options } = serverOf(of)
  try {
    const checked = oauth.validateAuthResponse(server, client, told(parameters, method.issuer !== undefined), state)
    const proof = method.pkce ? verifier : oauth.nopkce
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      checked,
      redirectUri,
      proof,
      options,
    )
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response, options)
    return {
      credentials: credentialsOf(answer),
      scopes: answer.scope?.split(/[\s,]+/).filter(Boolean) ?? method.scopes,
    }
  } catch (error) {
    throw toProviderError(provider, error)
  }
}

/** Where it is not known how a server calls itself, that is not compared. */
function told(parameters: URLSearchParams, comparesIssuer: boolean): URLSearchParams {
  const own = new URLSearchParams(parameters)
  if (!comparesIssuer) own.delete('iss')
  return own
}
