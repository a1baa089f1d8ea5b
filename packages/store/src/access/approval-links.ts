import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { AppError } from '@orchestrator/domain'

/** What a signed link stands for: one member may answer one approval with it, until then. */
export interface ApprovalLink {
  readonly workspaceId: string
  readonly approvalId: string
  readonly memberId: string
  readonly expiresAt: string
}

/** 16 bytes for each id, 6 for the seconds. */
const payloadBytes = 3 * 16 + 6
const macBytes = 32

/**
 * The link's token. It says what it stands for and is signed for this purpose alone, with a key of the workspace, so nothing is
 * stored of it. It gives its member no more than what they may do: whether they may answer is asked when they do.
 */
export function signApprovalLink(masterKey: string, link: ApprovalLink): string {
  const payload = Buffer.concat([
    ...[link.workspaceId, link.approvalId, link.memberId].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')),
    seconds(Date.parse(link.expiresAt)),
  ])
  return Buffer.concat([payload, macOf(masterKey, link.workspaceId, payload)]).toString('base64url')
}

/** @throws AppError `invalid_signature` for what we did not sign, `expired` */
export function readApprovalLink(masterKey: string, token: string, now = Date.now()): ApprovalLink {
  const bytes = Buffer.from(token, 'base64url')
  const payload = bytes.subarray(0, payloadBytes)
  // One text for each token: what decodes to the same bytes is not the same link.
  if (bytes.length !== payloadBytes + macBytes || bytes.toString('base64url') !== token) throw invalid()
  const [workspaceId = '', approvalId = '', memberId = ''] = [0, 16, 32].map((at) =>
    uuid(payload.subarray(at, at + 16)),
  )
  if (!timingSafeEqual(bytes.subarray(payloadBytes), macOf(masterKey, workspaceId, payload))) throw invalid()
  const until = payload.readUIntBE(48, 6) * 1_000
  const expiresAt = new Date(until).toISOString()
  if (until <= now) throw new AppError('expired', `the link was good until ${expiresAt}`)
  return { workspaceId, approvalId, memberId, expiresAt }
}

const invalid = () => new AppError('invalid_signature', 'this is no link of ours, or a part of it is missing')

function macOf(masterKey: string, workspaceId: string, payload: Uint8Array): Buffer {
  const key = hkdfSync('sha256', Buffer.from(masterKey, 'base64'), workspaceId, 'links to approvals', 32)
  return createHmac('sha256', Buffer.from(key)).update('approval link v1').update(payload).digest()
}

function seconds(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(Math.floor(milliseconds / 1_000), 0, 6)
  return bytes
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
