import type { OAuthClient } from './server.ts'

/** What the operator has registered at services, by the connector's id: `ORCHESTRATOR_OAUTH_GITHUB_CLIENT_ID` and `…_CLIENT_SECRET`; `…_SIGNING_SECRET` where webhooks are signed with another one. */
export function readOAuthClients(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, OAuthClient>> {
  const clients: Record<string, OAuthClient> = {}
  for (const [name, clientId] of Object.entries(env)) {
    const provider = /^ORCHESTRATOR_OAUTH_([A-Z0-9_]+)_CLIENT_ID$/.exec(name)?.[1]
    const clientSecret = provider && env[`ORCHESTRATOR_OAUTH_${provider}_CLIENT_SECRET`]
    const signingSecret = provider && env[`ORCHESTRATOR_OAUTH_${provider}_SIGNING_SECRET`]
    if (provider && clientId && clientSecret)
      clients[provider.toLowerCase()] = { clientId, clientSecret, ...(signingSecret && { signingSecret }) }
  }
  return clients
}
