import { requiresTls } from '@orchestrator/integrations/requires-tls'
import type { Config } from '../config.ts'

/** How the mail server is set up, without its password. */
export interface MailFacts {
  /** host:port; left out: there is none. */
  server?: string
  /** Left out: not asked for, since the server is on this machine. */
  encryption?: 'always' | 'offered'
  from?: string
  publicUrl?: string
}

/** What a product was started with, as far as it can be wrong, and without a secret: `up` writes it down, `doctor` reads it. */
export interface SetupFacts {
  /** host:port of a Postgres of one's own; left out: the embedded one. */
  database?: string
  /** host:port of a Temporal of one's own; left out: the embedded one. */
  temporal?: string
  mail: MailFacts
}

export function setupFactsOf(config: Config): SetupFacts {
  const database = config.DATABASE_URL === undefined ? undefined : new URL(config.DATABASE_URL)
  return {
    ...(database && { database: `${database.hostname}:${database.port || 5432}` }),
    ...(config.TEMPORAL_ADDRESS !== undefined && { temporal: config.TEMPORAL_ADDRESS }),
    mail: mailFactsOf(config),
  }
}

export function mailFactsOf(config: Config): MailFacts {
  const { ORCHESTRATOR_SMTP_URL: url, ORCHESTRATOR_MAIL_FROM: from, ORCHESTRATOR_PUBLIC_URL: publicUrl } = config
  return {
    ...(url !== undefined && { server: serverOf(new URL(url)), ...encryptionOf(url) }),
    ...(from !== undefined && { from }),
    ...(publicUrl !== undefined && { publicUrl }),
  }
}

const serverOf = ({ hostname, protocol, port }: URL): string =>
  `${hostname}:${port === '' ? (protocol === 'smtps:' ? 465 : 587) : port}`

function encryptionOf(url: string): Pick<MailFacts, 'encryption'> {
  if (requiresTls(url)) return { encryption: 'always' }
  return new URL(url).searchParams.get('tls') === 'optional' ? { encryption: 'offered' } : {}
}
