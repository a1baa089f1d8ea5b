import type { TokenEndpointResponse } from 'oauth4webapi'
import type { Credentials } from '../connector/connector.ts'

/** An answer that names no refresh token leaves the old one good. */
export const credentialsOf = ({ access_token, refresh_token, expires_in }: TokenEndpointResponse): Credentials => ({
  accessToken: access_token,
  ...(refresh_token !== undefined && { refreshToken: refresh_token }),
  expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1_000).toISOString(),
})
