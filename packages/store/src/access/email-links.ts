import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { AppError, EmailMode, NotificationKind } from '@orchestrator/domain'

/** Whose link it is. */
interface Whose {
  readonly workspaceId: string
  readonly memberId: string
}

/** What a link to have no more e-mail stands for: of these kinds, one member wants none. */
export interface UnsubscribeLink extends Whose {
  readonly kinds: readonly NotificationKind[]
}

/** What a link to have it as before stands for. */
export interface ResubscribeLink extends Whose {
  readonly modes: Readonly<Partial<Record<NotificationKind, EmailMode>>>
}

type Purpose = 'to unsubscribe' | 'to subscribe again'

/**
 * The links of an e-mail are signed, not stored, each for its purpose and with a key of the workspace. They have no end: whoever
 * wants no more e-mail says so in an old one, too. All that they allow is to choose what their member is sent.
 */
export const signUnsubscribeLink = (masterKey: string, { kinds, ...whose }: UnsubscribeLink): string =>
  sign(masterKey, 'to unsubscribe', whose, kinds.join(','))

/** @throws AppError `invalid_signature` for what we did not sign */
export function readUnsubscribeLink(masterKey: string, token: string): UnsubscribeLink {
  const { text, ...whose } = read(masterKey, 'to unsubscribe', token)
  // A kind that there is no more is nobody's wish.
  return { ...whose, kinds: text.split(',').flatMap((kind) => NotificationKind.safeParse(kind).data ?? []) }
}

export const signResubscribeLink = (masterKey: string, { modes, ...whose }: ResubscribeLink): string =>
  sign(
    masterKey,
    'to subscribe again',
    whose,
    Object.entries(modes)
      .map((pair) => pair.join('='))
      .join(','),
  )

/** @throws AppError `invalid_signature` for what we did not sign */
export function readResubscribeLink(masterKey: string, token: string): ResubscribeLink {
  const { text, ...whose } = read(masterKey, 'to subscribe again', token)
  const pairs = text.split(',').flatMap((pair) => {
    const [kind, mode] = pair.split('=')
    const known = [NotificationKind.safeParse(kind).data, EmailMode.safeParse(mode).data] as const
    return known[0] && known[1] ? [known] : []
  })
  return { ...whose, modes: Object.fromEntries(pairs) }
}

const [idBytes, macBytes] = [32, 32]

function sign(masterKey: string, purpose: Purpose, { workspaceId, memberId }: Whose, text: string): string {
  const ids = Buffer.from(`${workspaceId}${memberId}`.replaceAll('-', ''), 'hex')
  const payload = Buffer.concat([ids, Buffer.from(text, 'utf8')])
  return Buffer.concat([payload, macOf(masterKey, purpose, workspaceId, payload)]).toString('base64url')
}

function read(masterKey: string, purpose: Purpose, token: string): Whose & { text: string } {
  const bytes = Buffer.from(token, 'base64url')
  // One text for each token: what decodes to the same bytes is not the same link.
  if (bytes.length < idBytes + macBytes || bytes.toString('base64url') !== token) throw invalid()
  const payload = bytes.subarray(0, -macBytes)
  const [workspaceId, memberId] = [uuid(payload.subarray(0, 16)), uuid(payload.subarray(16, idBytes))]
  if (!timingSafeEqual(bytes.subarray(-macBytes), macOf(masterKey, purpose, workspaceId, payload))) throw invalid()
  return { workspaceId, memberId, text: payload.subarray(idBytes).toString('utf8') }
}

const invalid = () => new AppError('invalid_signature', 'this is no link of ours, or a part of it is missing')

function macOf(masterKey: string, purpose: Purpose, workspaceId: string, payload: Uint8Array): Buffer {
  const key = hkdfSync('sha256', Buffer.from(masterKey, 'base64'), workspaceId, `links in e-mail ${purpose}`, 32)
  return createHmac('sha256', Buffer.from(key)).update('e-mail link v1').update(payload).digest()
}

const uuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
