import * as z from 'zod'
import type { AuthMethod, Credentials, Settings } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { providerId } from './errors.ts'

export const SlackSettings = z.strictObject({
  baseUrl: z.url().default('https://slack.com/api/').meta({
    description: 'the address of the Web API; another one only for tests, or GovSlack (`https://slack-gov.com/api/`)',
  }),
})

/** What the manifest in docs/integrations/slack.md asks for, and what does not work without it. */
export const scopes: readonly { readonly name: string; readonly without: string }[] = [
  { name: 'chat:write', without: 'nothing can be written' },
  { name: 'commands', without: 'there is neither /task nor a shortcut' },
  { name: 'users:read', without: 'people are not known' },
  { name: 'users:read.email', without: 'people are to be linked by hand' },
  { name: 'channels:read', without: 'channels are not known' },
  { name: 'channels:history', without: 'threads are no comments, and what was sent cannot be found again' },
  { name: 'channels:join', without: 'it has to be invited to each channel' },
  { name: 'groups:read', without: 'private channels are not known' },
  { name: 'groups:history', without: 'threads of private channels are no comments' },
  { name: 'im:write', without: 'nobody can be told anything directly' },
  { name: 'im:history', without: 'a message to a person may come twice after a failure' },
  { name: 'links:read', without: 'links are not shown' },
  { name: 'links:write', without: 'links are not shown' },
  { name: 'reactions:read', without: 'reactions start nothing' },
  { name: 'reactions:write', without: 'no reaction can be added' },
  { name: 'app_mentions:read', without: 'mentions start nothing' },
]

const TokenCredentials = z.object({
  token: z.string().trim().startsWith('xoxb-', 'the Bot User OAuth Token; it begins with xoxb-'),
  signingSecret: z.string().trim().min(8, 'the Signing Secret, from Basic Information'),
})

export const auth: readonly AuthMethod[] = [
  {
    kind: 'token',
    name: 'App of your own',
    help: 'Make an app at <https://api.slack.com/apps> with **From a manifest**, install it, and give the *Bot User OAuth Token* (OAuth & Permissions) and the *Signing Secret* (Basic Information). The manifest is in the documentation; so is what to do with the address of the connection.',
    credentials: TokenCredentials,
    secretFields: ['token', 'signingSecret'],
  },
  {
    kind: 'oauth2',
    name: 'Slack workspace',
    help: 'An operator makes one app for all, with the manifest of the documentation, and sets its client id, client secret and signing secret.',
    scopes: scopes.map(({ name }) => name),
    scopeSeparator: ',',
    authorizationEndpoint: (settings: Settings) => `${consentOrigin(settings)}/oauth/v2/authorize`,
    tokenEndpoint: (settings: Settings) => `${consentOrigin(settings)}/api/oauth.v2.access`,
    pkce: false,
    tokenTypes: ['bot'],
    revocationEndpoint: (settings: Settings) => `${consentOrigin(settings)}/api/auth.revoke`,
  },
]

const baseOf = (settings: Settings) => SlackSettings.parse(settings).baseUrl.replace(/\/$/, '')
const originOf = (settings: Settings) => new URL(baseOf(settings)).origin

/** Whether it is Slack itself, and not what somebody has put in its place. */
export const isOfSlack = (settings: Settings): boolean =>
  ['https://slack.com', 'https://slack-gov.com'].includes(originOf(settings))

/** The operator's client secret goes to Slack alone, wherever whoever connects says that its Web API is. */
const consentOrigin = (settings: Settings) => (isOfSlack(settings) ? originOf(settings) : 'https://slack.com')

/** @throws ProviderError `unauthorized` */
export function tokenOf({ token, accessToken }: Credentials): string {
  const own = token ?? accessToken
  if (own) return own
  throw new ProviderError(providerId, 'unauthorized', 'the credentials hold no token')
}
