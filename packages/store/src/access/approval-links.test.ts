import { randomBytes } from 'node:crypto'
import { newId } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { readApprovalLink, signApprovalLink } from './approval-links.ts'

const masterKey = randomBytes(32).toString('base64')
const link = { workspaceId: newId(), approvalId: newId(), memberId: newId(), expiresAt: '2030-01-01T00:00:00.000Z' }
const token = signApprovalLink(masterKey, link)
const codeOf = (work: () => unknown) => {
  try {
    work()
    return 'read'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('says what was signed', () => {
  expect(readApprovalLink(masterKey, token)).toEqual(link)
  expect(token).toMatch(/^[\w-]{115}$/)
})

test('any change of it is refused', () => {
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A'
    const changed = token.slice(0, at) + other + token.slice(at + 1)
    expect([at, codeOf(() => readApprovalLink(masterKey, changed))]).toEqual([at, 'invalid_signature'])
  }
  for (const wrong of ['', 'x', token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`])
    expect([wrong, codeOf(() => readApprovalLink(masterKey, wrong))]).toEqual([wrong, 'invalid_signature'])
})

test('of another key, workspace, approval or member it is another', () => {
  const others = [
    signApprovalLink(randomBytes(32).toString('base64'), link),
    ...(['workspaceId', 'approvalId', 'memberId'] as const).map((part) =>
      signApprovalLink(masterKey, { ...link, [part]: newId() }),
    ),
  ]
  // Parts of two good tokens make none.
  for (const other of others)
    for (const at of [22, 43, 64, 72]) {
      const mixed = token.slice(0, at) + other.slice(at)
      if (mixed !== other) expect(codeOf(() => readApprovalLink(masterKey, mixed))).toBe('invalid_signature')
    }
  expect(codeOf(() => readApprovalLink(masterKey, others[0] ?? ''))).toBe('invalid_signature')
})

test('ends at its time', () => {
  const until = Date.parse(link.expiresAt)
  expect(codeOf(() => readApprovalLink(masterKey, token, until - 1))).toBe('read')
  expect(codeOf(() => readApprovalLink(masterKey, token, until))).toBe('expired')
})
