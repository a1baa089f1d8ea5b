import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { printJson } from '../output.ts'
import { type Connection, findConnection } from './find-connection.ts'
import { readCredentials, readSettings } from './read-credentials.ts'
import { requireWay } from './ways-to-connect.ts'

export type CredentialFlags = ApiFlags & {
  credential?: string[]
  setting?: string[]
  method?: string
  oauth?: boolean
}

/** Adds how credentials are given. */
export const withCredentials = (command: Command): Command =>
  command
    .option(
      '--credential <name=value...>',
      'a token or what else is asked for; name=- reads it from the input, name=@file from a file',
    )
    .option('--setting <name=value...>', 'e.g. baseUrl=https://github.example.com/api/v3')
    .option('--method <method>', 'of several ways to connect, this one, e.g. webhook')
    .option('--oauth', 'in the browser: prints the address to open')

/** Connects a connection with other credentials. */
export async function reconnect(words: string, flags: CredentialFlags & { otherAccount?: boolean }): Promise<void> {
  const access = accessOf(flags)
  const { id, provider } = await findConnection(access, words)
  await requireWay(access, provider, flags)
  const common = {
    ...(flags.setting && { settings: readSettings(flags.setting) }),
    ...(flags.otherAccount && { allowOtherAccount: true }),
  }
  if (flags.oauth) return beginOAuth(access, { provider, connectionId: id, ...common }, flags)
  const body = { ...common, ...credentialsOf(flags) }
  const made = await getJson<Connection>(access, `/v1/connections/${id}/reconnect`, { body })
  if (flags.json) return printJson(made)
  console.log(`“${made.name}” is connected as ${made.account.name} again`)
}

/** Prints the address to open. */
export async function beginOAuth(access: Access, body: object, flags: ApiFlags): Promise<void> {
  const begun = await getJson<{ url: string; expiresAt: string }>(access, '/v1/connections/oauth', { body })
  if (flags.json) return printJson(begun)
  console.log(`Open this address in your browser within ten minutes:\n\n${begun.url}`)
}

/** What is given; a method may ask for nothing. */
export function credentialsOf({ method, credential }: CredentialFlags) {
  return { ...(method !== undefined && { method }), credentials: readCredentials(credential ?? []) }
}
