import * as z from 'zod'
import type { AuthMethod, Settings } from '../../connector/connector.ts'

/** Only to this machine may a token go without TLS: a test's server, a tunnel. */
const isSafe = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))

export const JiraSettings = z.strictObject({
  site: z
    .string()
    .trim()
    .transform((text) => (/^https?:\/\//.test(text) ? text : `https://${text}`))
    .refine(
      (text) => URL.canParse(text) && isSafe(new URL(text)),
      'the address of your site, e.g. https://acme.atlassian.net',
    )
    .transform((text) => new URL(text).origin)
    .meta({ title: 'Site', description: 'the address of your Jira, e.g. `https://acme.atlassian.net`' }),
  jql: z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => !/\border\s+by\b/i.test(text), 'a filter has no ORDER BY')
    .default('')
    .meta({
      title: 'Filter',
      description: 'only issues that this JQL finds become tasks, where a mapping has no JQL of its own; empty: all',
    }),
  issueType: z
    .string()
    .trim()
    .max(100)
    .default('Task')
    .meta({ title: 'Issue type', description: 'what a task becomes whose own type the project does not have' }),
})
export type JiraSettings = z.infer<typeof JiraSettings>

const TokenCredentials = z.object({
  email: z.email().meta({ title: 'E-mail', description: 'of the Atlassian account to which the token belongs' }),
  apiToken: z.string().trim().min(1).meta({ title: 'API token' }),
})

/** Where Atlassian's own servers are. */
export interface Atlassian {
  readonly auth: string
  readonly api: string
}
export const atlassian: Atlassian = { auth: 'https://auth.atlassian.com', api: 'https://api.atlassian.com' }

export const authMethods = ({ auth }: Atlassian): readonly AuthMethod[] => [
  {
    kind: 'oauth2',
    name: 'Atlassian account',
    help: 'Make an OAuth 2.0 (3LO) app at https://developer.atlassian.com/console/myapps with the Jira API and these scopes. Webhooks are set up by themselves.',
    scopes: ['read:jira-work', 'write:jira-work', 'read:jira-user', 'manage:jira-webhook', 'offline_access'],
    authorizationEndpoint: (_settings: Settings) => `${auth}/authorize`,
    tokenEndpoint: (_settings: Settings) => `${auth}/oauth/token`,
    pkce: false,
    parameters: { audience: 'api.atlassian.com', prompt: 'consent' },
  },
  {
    kind: 'token',
    name: 'API token',
    help: 'Make one at https://id.atlassian.com/manage-profile/security/api-tokens. It may do what its account may; an account of its own shows whose changes are ours.',
    credentials: TokenCredentials,
    secretFields: ['apiToken'],
  },
]
