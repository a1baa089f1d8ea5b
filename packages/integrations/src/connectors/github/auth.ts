import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from 'octokit'
import * as z from 'zod'
import type { AuthMethod, Credentials, SessionOptions } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { connectorFetch } from '../../http/connector-fetch.ts'
import { providerId } from './errors.ts'

export const Settings = z.strictObject({
  baseUrl: z.url().default('https://api.github.com').meta({
    description: 'the address of the API; of GitHub Enterprise Server `https://<host>/api/v3`',
  }),
})

const TokenCredentials = z.object({ token: z.string().trim().min(1) })
const AppCredentials = z.object({
  appId: z.string().trim().regex(/^\d+$/, 'the number of the App, as its settings show it'),
  installationId: z.string().trim().regex(/^\d+$/, 'the number at the end of the address of the installation'),
  privateKey: z.string().trim().startsWith('-----BEGIN', 'the whole text of the .pem file'),
})

const rights =
  'Repository permissions: **Issues** and **Pull requests** read and write, **Contents** read and write (to make pull requests), **Webhooks** read and write (to set them up), **Metadata** read.'

export const auth: readonly AuthMethod[] = [
  {
    kind: 'token',
    name: 'Fine-grained token',
    help: `Make one at <https://github.com/settings/personal-access-tokens/new>, for the repositories that you want to connect. ${rights} A classic token needs the scope \`repo\`, and \`admin:repo_hook\` for webhooks.`,
    credentials: TokenCredentials,
    secretFields: ['token'],
  },
  {
    kind: 'token',
    name: 'GitHub App',
    help: `Make an App of your own in your organization’s settings under Developer settings, install it, and make a private key. ${rights} Then what comes from here is signed by the App, not by a person, and it has limits of its own.`,
    credentials: AppCredentials,
    secretFields: ['privateKey'],
  },
]

export interface Opened {
  readonly octokit: Octokit
  /** Of an App. */
  readonly installationId: number | null
  readonly secrets: readonly string[]
}

export function openOctokit({ credentials, settings, policy, signal }: SessionOptions): Opened {
  const { baseUrl } = Settings.parse(settings)
  const known = z.union([AppCredentials, TokenCredentials]).safeParse(credentials)
  if (!known.success) {
    throw new ProviderError(providerId, 'unauthorized', 'the credentials are neither a token nor those of a GitHub App')
  }
  const app = 'privateKey' in known.data ? known.data : undefined
  const octokit = new Octokit({
    baseUrl: baseUrl.replace(/\/$/, ''),
    userAgent: 'orchestrator',
    // Who calls us waits and tries again.
    retry: { enabled: false },
    throttle: { enabled: false },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: connectorFetch({ policy, signal }) },
    ...('token' in known.data
      ? { auth: known.data.token }
      : { authStrategy: createAppAuth, auth: { ...known.data, installationId: Number(known.data.installationId) } }),
  })
  return { octokit, installationId: app ? Number(app.installationId) : null, secrets: secretsIn(credentials) }
}

function secretsIn(credentials: Credentials): string[] {
  const fields = auth.flatMap((method) => (method.kind === 'token' ? method.secretFields : []))
  return fields.map((field) => credentials[field] ?? '').filter((value) => value.length > 3)
}
