import { verifyWebhook } from '@orchestrator/integrations'
import { expect, test } from 'vitest'
import { signatureHeaders } from './sign.ts'

const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`
const rawBody = Buffer.from('{"hello":"wörld"}')

test.each(['github', 'standard'] as const)(
  'what is signed the way of %s is accepted, and only with the secret',
  async (kind) => {
    const headers = new Headers(signatureHeaders(kind, secret, rawBody))
    expect(await verifyWebhook({ kind, secret, headers, rawBody })).toBe(true)
    expect(
      await verifyWebhook({ kind, secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`, headers, rawBody }),
    ).toBe(false)
  },
)
