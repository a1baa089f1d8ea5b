import type { Transporter } from 'nodemailer'
import { ConnectorError } from '../connector-error.ts'
import { requiresTls } from './requires-tls.ts'

export interface Mail {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same on each attempt: mail servers and readers know a repetition by it. */
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
  /** Where an answer goes, if not to who writes. */
  readonly replyTo?: string
}

/** The server broke off without an answer: whether it has taken the e-mail, nobody knows. */
export class UnsureDelivery extends ConnectorError {}

export interface MailSender {
  /** @throws ConnectorError `permanent` when the server will never take it, UnsureDelivery */
  send(mail: Mail): Promise<void>
  close(): void
}

interface SmtpError extends Error {
  readonly code?: string
  /** What the system said, where `code` is the library's own. */
  readonly originalCode?: string
  readonly command?: string
  readonly responseCode?: number
  /** Of a time that was over before anything was sent. */
  readonly timeoutType?: string
}

/** Long enough for a server that greets late to keep strangers out. */
const timeouts = { connectionTimeout: 15_000, greetingTimeout: 15_000, dnsTimeout: 10_000, socketTimeout: 30_000 }

/** The address as the library takes it. */
function withoutTls(url: string): string {
  const plain = new URL(url)
  plain.searchParams.delete('tls')
  return plain.href
}

/** @param url e.g. `smtps://user:password@smtp.example.com`. @param from e.g. `Orchestrator <orchestrator@example.com>` */
export function createMailSender({ url, from }: { url: string; from: string }): MailSender {
  const options = { url: withoutTls(url), ...timeouts, requireTLS: requiresTls(url) }
  const passwords = passwordsOf(url)
  let transport: Promise<Transporter> | undefined
  // With the first e-mail, so that a product which sends none does not load it.
  const open = async () => (await import('nodemailer')).createTransport(options, { from })
  return {
    async send({ to, headers, ...mail }) {
      try {
        transport ??= open()
        await (await transport).sendMail({
          ...mail,
          to: { name: to.name, address: to.address },
          headers: { ...headers, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          // What people wrote is text, never a file of ours or an address to load.
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (error) {
        throw toConnectorError(error as SmtpError, passwords)
      }
    },
    close: () => void transport?.then((opened) => opened.close()),
  }
}

function toConnectorError(error: SmtpError, passwords: readonly string[]): ConnectorError {
  const { code = '', command = '', responseCode: status = 0 } = error
  // Without the cause: a server may repeat in its answer what it was given.
  const said = passwords.reduce((text, password) => text.replaceAll(password, '…'), error.message)
  const message = `the mail server: ${said.replace(/\s+/g, ' ').trim().slice(0, 400)}`
  if (status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE') && command !== 'MAIL FROM')
    return new ConnectorError('smtp', 'permanent', message, { status })
  const brokeOff = ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET'].includes(code) && status === 0
  const began = !['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'].includes(error.originalCode ?? '')
  if (brokeOff && began && (error.timeoutType ?? 'SOCKET_TIMEOUT') === 'SOCKET_TIMEOUT')
    return new UnsureDelivery('smtp', 'transient', message)
  return new ConnectorError('smtp', 'transient', message, { status })
}

/** As it stands in the address, and as it is sent. */
function passwordsOf(url: string): string[] {
  const { username, password } = new URL(url)
  if (password === '') return []
  const [user, plain] = [decodeURIComponent(username), decodeURIComponent(password)]
  const sent = [plain, `\0${user}\0${plain}`].map((text) => Buffer.from(text).toString('base64'))
  return [password, plain, ...sent]
}
