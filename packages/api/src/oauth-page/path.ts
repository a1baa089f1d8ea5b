/** Where services send people back; it is registered at each of them. */
export const oauthCallbackPath = '/v1/oauth/callback'
