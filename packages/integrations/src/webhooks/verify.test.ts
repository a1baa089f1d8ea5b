import { describe, expect, it } from 'vitest'
import { newWebhookSecret } from './secret.ts'
import { signWebhook } from './sign.ts'
import { verifyWebhook } from './verify.ts'

const rawBody = JSON.stringify({
  action: 'opened',
  issue: { number: 1347, title: 'Fuß' },
})

describe.each(['github', 'standard'] as const)('verifyWebhook: %s', (kind) => {
  const secret = newWebhookSecret()
  const signed = () => signWebhook({ kind, secret, rawBody, id: 'msg_1' })

  it('takes what was signed, as text and as bytes, whatever the case of the names', async () => {
    const headers = await signed()
    expect(await verifyWebhook({ kind, secret, headers, rawBody })).toBe(true)
    expect(
      await verifyWebhook({
        kind,
        secret,
        headers: new Headers(headers),
        rawBody: new TextEncoder().encode(rawBody),
      }),
    ).toBe(true)
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
    expect(await verifyWebhook({ kind, secret, headers: upper, rawBody })).toBe(true)
  })

  it('refuses another body, another secret, no signature, an empty body and broken text', async () => {
    const headers = await signed()
    expect(await verifyWebhook({ kind, secret, headers, rawBody: `${rawBody} ` })).toBe(false)
    expect(
      await verifyWebhook({
        kind,
        secret: newWebhookSecret(),
        headers,
        rawBody,
      }),
    ).toBe(false)
    expect(await verifyWebhook({ kind, secret: '', headers, rawBody })).toBe(false)
    expect(await verifyWebhook({ kind, secret, headers: {}, rawBody })).toBe(false)
    expect(await verifyWebhook({ kind, secret, headers, rawBody: '' })).toBe(false)
    expect(
      await verifyWebhook({
        kind,
        secret,
        headers,
        rawBody: new Uint8Array([0xff, 0xfe, 0x7b]),
      }),
    ).toBe(false)
  })

  it('refuses mangled signatures without throwing', async () => {
    const headers = await signed()
    const name = kind === 'github' ? 'x-hub-signature-256' : 'webhook-signature'
    for (const value of ['', 'v1', 'v1,', 'sha256=', 'sha1=abc', headers[name]?.slice(0, -2) ?? '', 'ünïcode']) {
      expect(
        await verifyWebhook({
          kind,
          secret,
          headers: { ...headers, [name]: value },
          rawBody,
        }),
      ).toBe(false)
    }
  })
})

describe('verifyWebhook: standard', () => {
  const secret = newWebhookSecret()

  it('refuses a delivery of six minutes ago and one from the future', async () => {
    for (const minutes of [-6, 6]) {
      const headers = await signWebhook({
        kind: 'standard',
        secret,
        rawBody,
        id: 'm',
        at: new Date(Date.now() + minutes * 60_000),
      })
      expect(await verifyWebhook({ kind: 'standard', secret, headers, rawBody })).toBe(false)
    }
  })

  it('refuses a timestamp with more than digits', async () => {
    const headers = await signWebhook({
      kind: 'standard',
      secret,
      rawBody,
      id: 'm',
    })
    const stretched = {
      ...headers,
      'webhook-timestamp': `${headers['webhook-timestamp']}x`,
    }
    expect(
      await verifyWebhook({
        kind: 'standard',
        secret,
        headers: stretched,
        rawBody,
      }),
    ).toBe(false)
  })

  it('takes one good signature among several', async () => {
    const headers = await signWebhook({
      kind: 'standard',
      secret,
      rawBody,
      id: 'm',
    })
    const several = {
      ...headers,
      'webhook-signature': `v1a,xx v1,AAAA ${headers['webhook-signature']}`,
    }
    expect(
      await verifyWebhook({
        kind: 'standard',
        secret,
        headers: several,
        rawBody,
      }),
    ).toBe(true)
  })

  it('a secret that is not base64 is not valid, and does not throw', async () => {
    const headers = await signWebhook({
      kind: 'standard',
      secret,
      rawBody,
      id: 'm',
    })
    expect(
      await verifyWebhook({
        kind: 'standard',
        secret: 'whsec_***',
        headers,
        rawBody,
      }),
    ).toBe(false)
  })
})
