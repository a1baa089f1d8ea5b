import type { AddressObject, ParsedMail } from 'mailparser'
import type { InboundMessage } from '../../connector/inbox.ts'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { readAddress } from './addresses.ts'
import { deliveredTo, headersOf, messageIdOf } from './message-id.ts'
import { malformed, rawOf } from './raw.ts'
import { automaticBy, isAuthenticated } from './sender.ts'
import type { EmailSettings } from './settings.ts'
import { withoutQuoted } from './without-quoted.ts'

const mostAddresses = 100
const mostAnswers = 20

/** Reads a message as somebody sent it. @throws ProviderError `malformed` */
export async function readMessage(request: InboundRequest, settings: EmailSettings): Promise<InboundMessage> {
  const { mime, recipients, wrapped } = rawOf(request)
  const headers = headersOf(mime)
  const mail = await parsed(mime)
  const from = senderOf(mail)
  const to = [...recipients, ...deliveredTo(headers), ...addressesIn(mail.to), ...addressesIn(mail.cc)]
  const places = to.slice(0, mostAddresses).flatMap((address) => readAddress(settings, address) ?? [])
  const { replyIn, textOfMail } = await import('./text.ts')
  // Only when somebody asks: of who may not write here, nothing but the headers is read.
  const text = once(() => textOfMail(mail.text, mail.html))
  const own = () => (mail.html ? textOfMail('', withoutQuoted(mail.html)) : '')
  // A message that is passed on may have nothing of its own.
  const reply = once(() => replyIn(mail.text?.trim() ? mail.text : own() || text()))
  return {
    id: messageIdOf(mime),
    // Never the time of reading: what is read again has to be the same.
    sentAt: validDate(mail.date)?.toISOString() ?? null,
    from,
    verified:
      from !== null &&
      (settings.trust === 'from' || (!wrapped && isAuthenticated(headers, settings.authServer ?? '', from.address))),
    automatic: automaticBy(headers),
    containers: [...new Set(places.flatMap((place) => ('alias' in place ? [place.alias] : [])))],
    replyTokens: [...new Set(places.flatMap((place) => ('token' in place ? [place.token] : [])))],
    answers: answered(mail),
    subject: (mail.subject ?? '').replace(/\s+/g, ' ').trim(),
    get text() {
      return text()
    },
    // Quotes are told apart in plain text.
    get reply() {
      return reply()
    },
    attachments: mail.attachments
      .filter(({ contentDisposition, related }) => contentDisposition === 'attachment' || !related)
      .map(({ filename, contentType }) => (filename ?? contentType).replace(/\s+/g, ' ').slice(0, 200))
      .slice(0, 50),
  }
}

async function parsed(mime: Buffer): Promise<ParsedMail> {
  const { simpleParser } = await import('mailparser')
  try {
    return await simpleParser(mime, {
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      // Its time grows with the square of how deep elements are nested.
      skipHtmlToText: true,
    })
  } catch {
    throw malformed('the message cannot be read')
  }
}

/** Of several nobody knows who it was. */
function senderOf({ from }: ParsedMail): InboundMessage['from'] {
  const [sender, ...others] = from?.value ?? []
  if (sender?.address === undefined || !sender.address.includes('@') || others.length > 0) return null
  return { name: (sender.name || sender.address).slice(0, 200), address: sender.address.toLowerCase() }
}

const addressesIn = (field: AddressObject | AddressObject[] | undefined): string[] =>
  [field ?? []]
    .flat()
    .flatMap(({ value }) =>
      value.flatMap(({ address, group }) =>
        [address, ...(group ?? []).map((one) => one.address)].filter((one) => one !== undefined),
      ),
    )

function answered({ inReplyTo, references }: ParsedMail): string[] {
  const ids = [references ?? [], inReplyTo ?? []].flat().flatMap((text) => text.match(/<[^<>\s]{1,400}>/g) ?? [])
  return [...new Set(ids.reverse())].slice(0, mostAnswers)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const validDate = (date: Date | undefined) => (date !== undefined && !Number.isNaN(date.getTime()) ? date : undefined)
