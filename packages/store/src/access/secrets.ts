import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '@orchestrator/domain'

/**
 * Encrypts a workspace's secret (AES-256-GCM, a key per workspace derived from the master key). `purpose` binds it to its
 * place: a ciphertext moved to another row or workspace does not open.
 */
export function encryptSecret(masterKey: string, workspaceId: string, purpose: string, secret: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(masterKey, workspaceId), iv).setAAD(
    Buffer.from(`${workspaceId} ${purpose}`),
  )
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** @throws AppError `internal` when the text was made with another key or for another place */
export function decryptSecret(masterKey: string, workspaceId: string, purpose: string, text: string): string {
  try {
    const bytes = Buffer.from(text.replace(/^v1\./, ''), 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', keyOf(masterKey, workspaceId), bytes.subarray(0, 12))
    decipher.setAAD(Buffer.from(`${workspaceId} ${purpose}`)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new AppError('internal', 'a stored secret cannot be opened with this master key', { cause })
  }
}

const keyOf = (masterKey: string, workspaceId: string) =>
  Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'base64'), workspaceId, 'workspace secrets', 32))
