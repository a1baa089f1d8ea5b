import { ProviderError } from '../../connector/provider-error.ts'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { headerOf } from '../../webhooks/headers.ts'
import { readMultipart } from './multipart.ts'

/** A message as it went over the net, and to whom it was delivered where whoever brings it says so. */
export interface RawMessage {
  readonly mime: Buffer
  readonly recipients: readonly string[]
  /** In a form of a service, which puts no line of its own at the top of the message and takes none out. */
  readonly wrapped: boolean
}

/** Finds the message in what SendGrid (`email`), Mailgun (`body-mime`), Postmark (`RawEmail`) or a mail server itself sends. */
export function rawOf({ headers, body }: InboundRequest): RawMessage {
  const contentType = headerOf(headers, 'content-type') ?? ''
  const [type = ''] = contentType.toLowerCase().split(';')
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const fields =
    type === 'multipart/form-data'
      ? new Map(readMultipart(contentType, body)?.map((part) => [part.name, part.body]))
      : type === 'application/x-www-form-urlencoded'
        ? new Map([...new URLSearchParams(bytes.toString('utf8'))].map(([name, text]) => [name, Buffer.from(text)]))
        : type === 'application/json'
          ? fieldsOfJson(bytes)
          : null
  if (fields === null) return { mime: notEmpty(bytes), recipients: [], wrapped: false }
  const mime = fields.get('email') ?? fields.get('body-mime') ?? fields.get('RawEmail')
  if (mime === undefined)
    throw malformed(
      'it holds no whole message: have SendGrid post the raw message, send Mailgun’s to an address that ends in /mime, or Postmark include the raw e-mail',
    )
  const words = [text(fields, 'recipient'), text(fields, 'OriginalRecipient'), ...envelopeOf(text(fields, 'envelope'))]
  return {
    mime: notEmpty(mime),
    wrapped: true,
    recipients: words.flatMap((word) => word.split(',').flatMap((one) => one.trim() || [])),
  }
}

const text = (fields: ReadonlyMap<string, Buffer>, name: string) => fields.get(name)?.toString('utf8') ?? ''

function fieldsOfJson(bytes: Buffer): Map<string, Buffer> {
  const parsed = jsonOf(bytes.toString('utf8'))
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
  return new Map(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, Buffer.from(value)]] : [])))
}

function envelopeOf(json: string): string[] {
  const to = (jsonOf(json) as { to?: unknown } | null)?.to
  return Array.isArray(to) ? to.filter((one) => typeof one === 'string') : []
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function notEmpty(mime: Buffer): Buffer {
  if (mime.length === 0) throw malformed('the message is empty')
  return mime
}

export const malformed = (message: string) => new ProviderError('email', 'malformed', message)
