import { lookup } from 'node:dns/promises'
import type { ImapFlow, MailboxObject } from 'imapflow'
import type { SessionOptions } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'
import { pinAddress } from '../../http/guarded-fetch.ts'
import { defaultGuardPolicy, howToAllow, isAllowedPrivateHost } from '../../http/policy.ts'
import { MailboxCredentials } from './auth.ts'
import { EmailSettings } from './settings.ts'

const ports = [143, 993]
const timeouts = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 }

export interface OpenMailbox {
  readonly client: ImapFlow
  readonly mailbox: MailboxObject
}

/** Logs in, opens the mailbox, and closes all of it after the work. @throws ProviderError, without what the server said: it may repeat what it was given */
export async function withMailbox<T>(options: SessionOptions, work: (open: OpenMailbox) => Promise<T>): Promise<T> {
  const settings = EmailSettings.parse(options.settings)
  const credentials = MailboxCredentials.safeParse(options.credentials)
  if (settings.host === null) throw error('invalid', 'no mail server is set: messages are sent to the webhook')
  if (!credentials.success) throw error('unauthorized', 'the mailbox needs `user` and `password`')
  const { user, password } = credentials.data
  const place = await placeOf(settings.host, settings, options)
  // Loaded only by who reads mail, as are the other libraries of this folder: processes start sooner without them.
  const { ImapFlow } = await import('imapflow')
  const client = new ImapFlow({
    ...place,
    ...timeouts,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
  })
  // Also told by what is called just then.
  client.on('error', () => {})
  const close = () => client.close()
  options.signal?.addEventListener('abort', close, { once: true })
  try {
    await client.connect()
    return await work({ client, mailbox: await client.mailboxOpen(settings.mailbox) })
  } catch (cause) {
    throw toProviderError(cause, settings)
  } finally {
    options.signal?.removeEventListener('abort', close)
    await client.logout().catch(close)
  }
}

/** The very address that was looked at, so that a name which answers differently the second time gains nothing. */
async function placeOf(host: string, { port, security }: EmailSettings, { policy: given, signal }: SessionOptions) {
  const policy = { ...defaultGuardPolicy, ...given }
  const mayBePrivate = isAllowedPrivateHost(policy, host, port)
  if (!mayBePrivate && !ports.includes(port))
    throw refused('port', `port ${port} is not one of IMAP (${ports.join(', ')}); ${howToAllow(policy, host, port)}`)
  if (!mayBePrivate && security === 'none')
    throw refused(
      'security',
      `without encryption only a server of your own is asked; ${howToAllow(policy, host, port)}`,
    )
  const resolve = (name: string) => lookup(name, { all: true, verbatim: true })
  const pinned = await pinAddress(
    { hostname: host, port, mayBePrivate },
    policy,
    resolve,
    signal ?? AbortSignal.timeout(15_000),
  ).catch((cause: unknown) => {
    if (cause instanceof ConnectorError && cause.kind === 'permanent') throw refused('host', cause.message)
    throw error('unavailable', `${host} cannot be found`)
  })
  return {
    ...{ host: pinned.address, port, servername: host },
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls' ? true : security === 'none' ? false : undefined,
    tls: { servername: host },
  }
}

/** Why a server refuses what it does later (RFC 5530, RFC 9208, and Gmail's). For too many connections there is no code: it has words. */
const passing = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG', 'THROTTLED']

export function toProviderError(cause: unknown, { host, mailbox }: EmailSettings): ProviderError {
  if (cause instanceof ProviderError) return cause
  const { authenticationFailed, code, responseStatus, responseText, serverResponseCode } = cause as {
    authenticationFailed?: boolean
    code?: string
    responseStatus?: string
    responseText?: string
    serverResponseCode?: string
  }
  const said = responseText ?? ''
  if (passing.includes(serverResponseCode ?? '') || (responseStatus === 'NO' && /too many/i.test(said)))
    return error('unavailable', `${host} does not answer just now (${serverResponseCode ?? 'too many connections'})`)
  if (authenticationFailed) return error('unauthorized', 'the mail server does not take the user and password')
  if (code === 'NotFound' || responseStatus === 'NO')
    return error('not_found', `the mail server has no mailbox ${JSON.stringify(mailbox)}, or does not open it`)
  return error('unavailable', `no answer from ${host} (${code ?? 'connection'})`)
}

const error = (kind: ProviderError['kind'], message: string) => new ProviderError('email', kind, message)

/** Not the server's no, but ours to what was set. */
const refused = (setting: keyof EmailSettings, message: string) =>
  new ProviderError('email', 'invalid', message, { fields: [{ field: `settings.${setting}`, message }] })
