import * as z from 'zod'
import type { AuthMethod, Settings } from '../../connector/connector.ts'

/** Notion's own server, unless a connection says another. */
export const notionUrl = 'https://api.notion.com'

export const NotionSettings = z.strictObject({
  baseUrl: z
    .url()
    .default(notionUrl)
    .meta({ description: 'the address of the API; another one only for tests or a proxy' }),
})

/** @param own that of a test */
export const baseOf = (settings: Settings, own: string): string => {
  const { baseUrl } = NotionSettings.parse(settings)
  return (baseUrl === notionUrl ? own : baseUrl).replace(/\/$/, '')
}

const TokenCredentials = z.object({
  token: z
    .string()
    .trim()
    .regex(/^[\w-]{20,}$/, 'the whole token, e.g. ntn_…')
    .meta({ title: 'Installation access token' }),
})

export const authMethods = (baseUrl: string): readonly AuthMethod[] => [
  {
    kind: 'token',
    name: 'Internal connection',
    help: 'Make one at <https://www.notion.so/profile/integrations> with the capabilities to read, update and insert content, to read and insert comments, and to read user information with e-mail addresses. Then open the database in Notion and add it under **⋯ → Connections**.',
    credentials: TokenCredentials,
    secretFields: ['token'],
  },
  {
    kind: 'oauth2',
    name: 'Notion account',
    help: 'Make a public connection at <https://www.notion.so/profile/integrations> with the same capabilities. Who connects chooses which databases it sees.',
    // What it may do is set with the connection in Notion.
    scopes: [],
    authorizationEndpoint: (_settings: Settings) => `${baseUrl}/v1/oauth/authorize`,
    tokenEndpoint: (_settings: Settings) => `${baseUrl}/v1/oauth/token`,
    pkce: false,
    parameters: { owner: 'user' },
    clientAuth: 'basic',
    revocationEndpoint: (_settings: Settings) => `${baseUrl}/v1/oauth/revoke`,
  },
]
