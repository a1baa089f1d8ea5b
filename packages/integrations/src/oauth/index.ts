export { authorizationAddress, newVerifier, takeGrant } from './authorize.ts'
export { readOAuthClients } from './read-clients.ts'
export { oauthRefresh, revokeTokens } from './refresh.ts'
export type { OAuthClient, OAuthMethod, OAuthServer } from './server.ts'
