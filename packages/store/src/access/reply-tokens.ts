import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** In an address of 64 signs: an id, and a signature of 80 bits, in letters and digits whose case does not matter. */
const macBytes = 10
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** What stands in the address to which a notification's e-mail asks to answer. */
export function signReplyToken(masterKey: string, workspaceId: string, notificationId: string): string {
  const id = Buffer.from(notificationId.replaceAll('-', ''), 'hex')
  return toBase32(Buffer.concat([id, macOf(masterKey, workspaceId, id)]))
}

/** The notification that an answer is to; null for what we did not sign. */
export function readReplyToken(masterKey: string, workspaceId: string, token: string): string | null {
  const bytes = fromBase32(token.toLowerCase())
  if (bytes?.length !== 16 + macBytes) return null
  const id = bytes.subarray(0, 16)
  if (!timingSafeEqual(bytes.subarray(16), macOf(masterKey, workspaceId, id))) return null
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function macOf(masterKey: string, workspaceId: string, id: Uint8Array): Buffer {
  const key = hkdfSync('sha256', Buffer.from(masterKey, 'base64'), workspaceId, 'answers to e-mail', 32)
  return createHmac('sha256', Buffer.from(key)).update('reply v1').update(id).digest().subarray(0, macBytes)
}

function toBase32(bytes: Uint8Array): string {
  let [out, bits, value] = ['', 0, 0]
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet[(value >>> (bits - 5)) & 31]
    value &= (1 << bits) - 1
  }
  return bits === 0 ? out : out + alphabet[(value << (5 - bits)) & 31]
}

function fromBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let [bits, value] = [0, 0]
  for (const sign of text) {
    const at = alphabet.indexOf(sign)
    if (at < 0) return null
    value = (value << 5) | at
    bits += 5
    if (bits >= 8) bytes.push((value >>> (bits -= 8)) & 255)
    value &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}
